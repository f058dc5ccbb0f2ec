"""With the real worker and model, offline: reproducible bits, exact timing, equal to the program's."""
import array
import os
import random
import struct
import subprocess
import tempfile
import unittest

import osc
import servers
import synthdef
from synthdef import AUDIO, SynthDef
from test_offline import score, wire_definition

RATE = 48000
HARMONY = 108  # channels of the default model
HEMIOLA = os.environ.get("HEMIOLA_WORKER", "hemiola")


def write_wav(path, samples, rate=RATE):
    body = array.array("f", samples).tobytes()
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", 36 + len(body)) + b"WAVEfmt " +
                   struct.pack("<IHHIIHH", 16, 3, 1, rate, rate * 4, 4, 32) +
                   b"data" + struct.pack("<I", len(body)) + body)


def bursts(seconds, seed):
    """Short noise bursts at irregular times over a low chord: attacks to measure timing, and pitches."""
    chance = random.Random(seed)
    samples = array.array("f", bytes(4 * int(seconds * RATE)))
    at = RATE // 10
    while at < len(samples) - 4000:
        for i in range(3000):
            samples[at + i] += chance.uniform(-0.7, 0.7) * (1 - i / 3000) ** 4
        at += chance.randrange(5000, 16000)
    return samples


def envelope(samples, step=16):
    """RMS of each `step` samples, without the falling parts, so that attacks stand out."""
    level = [sum(x * x for x in samples[i:i + step]) ** 0.5 for i in range(0, len(samples), step)]
    return [max(0.0, b - a) for a, b in zip(level, level[1:])]


class Sound(unittest.TestCase):
    def test_two_renders_of_many_voices_are_the_same_to_the_bit(self):
        definition = wire_definition(voices=4, harmony=HARMONY)
        synths = [(0, [osc.encode("/s_new", "wire", 1, 0, 0)]),
                  (0.313, [osc.encode("/s_new", "wire", 2, 0, 0)]),
                  (0.7, [osc.encode("/n_free", 1)])]
        once, _ = servers.render(score(definition, model="", synths=synths), 1.5)
        again, _ = servers.render(score(definition, model="", synths=synths), 1.5)
        self.assertTrue(any(abs(sample) > 1e-4 for sample in once[1]), "there is no sound")
        for a, b in zip(once, again):
            self.assertEqual(a.tobytes(), b.tobytes())

    def test_attacks_arrive_after_the_declared_latency_at_each_rate(self):
        for rate in (44100, 48000, 96000):
            with self.subTest(rate=rate), tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "bursts.wav")
                write_wav(path, bursts(4, 1), rate)
                definition = SynthDef("play")
                sound = definition.unit("PlayBuf", AUDIO, [0, 1, 1, 0, 0, 0])[0]
                wet = synthdef.decoder(definition, synthdef.encoder(definition, sound, harmony=HARMONY),
                                       harmony=HARMONY)
                definition.out(0, [sound, wet])
                commands = [osc.encode(*servers.start_command()),
                            osc.encode("/b_allocRead", 0, path),
                            osc.encode("/d_recv", definition.bytes()),
                            osc.encode("/s_new", "play", 1, 0, 0)]
                seconds = 4 * RATE / rate
                (dry, wet), text = servers.render(
                    [(0, commands), (seconds - 0.1, [osc.encode("/cmd", "/hemiola/report")])],
                    seconds, rate)
                latency = int(text.split("latency_samples ")[1].split(",")[0])
                a, b = envelope(dry), envelope(wet)
                best = max(range(2 * latency // 16),
                           key=lambda lag: sum(x * b[i + lag] for i, x in enumerate(a)
                                               if x and i + lag < len(b)))
                print("%d Hz: declared %d samples, attacks after about %d" %
                      (rate, latency, best * 16))
                self.assertLess(abs(best * 16 - latency), rate * 0.012)

    def test_offline_equals_hemiola_remix(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("a.wav", "b.wav", "out.wav")]
            write_wav(paths[0], bursts(2, 2))
            write_wav(paths[1], bursts(2, 3))
            model = ["--model", servers.MODEL] if servers.MODEL else []
            result = subprocess.run([HEMIOLA, "remix", *paths[:2], "-o", paths[2], "--rotate", "3",
                                     *model], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                    text=True)
            self.assertEqual(result.returncode, 0, result.stdout)
            remix = servers.read_wav(paths[2])[0]
            definition = SynthDef("remix")
            a, b = (synthdef.encoder(definition, definition.unit(
                "PlayBuf", AUDIO, [buffer, 1, 1, 0, 0, 0])[0], harmony=HARMONY)
                    for buffer in (0, 1))
            harmony = definition.unit("HemiolaRotate", synthdef.CONTROL, [3, 1] + a[:HARMONY],
                                      HARMONY)
            definition.out(0, [synthdef.decoder(definition, harmony + b[HARMONY:],
                                                 harmony=HARMONY)])
            commands = [osc.encode(*servers.start_command()),
                        osc.encode("/b_allocRead", 0, paths[0]),
                        osc.encode("/b_allocRead", 1, paths[1]),
                        osc.encode("/d_recv", definition.bytes()),
                        osc.encode("/s_new", "remix", 1, 0, 0)]
            (sound, _), text = servers.render(
                [(0, commands), (2, [osc.encode("/cmd", "/hemiola/report")])], 2.3)
            latency = int(text.split("latency_samples ")[1].split(",")[0])
            length = min(len(remix), len(sound) - latency)
            self.assertGreater(length, RATE)
            worst = max(abs(sound[latency + i] - remix[i]) for i in range(length))
            loudest = max(abs(sample) for sample in remix)
            print("largest difference %.2g of a peak of %.2g" % (worst, loudest))
            self.assertGreater(loudest, 0.001)
            self.assertLess(worst, 1e-4)


if __name__ == "__main__":
    unittest.main()
