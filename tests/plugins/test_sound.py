"""Through the real worker and model: repeatable to the bit, the same live as offline, in time."""
import array
import os
import random
import signal
import struct
import subprocess
import tempfile
import time
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
    """Noise in short strokes at uneven times over a low chord: attacks to time and pitch to hear."""
    chance = random.Random(seed)
    samples = array.array("f", bytes(4 * int(seconds * RATE)))
    at = RATE // 10
    while at < len(samples) - 4000:
        for i in range(3000):
            samples[at + i] += chance.uniform(-0.7, 0.7) * (1 - i / 3000) ** 4
        at += chance.randrange(5000, 16000)
    return samples


def envelope(samples, step=16):
    """Root mean square of each step samples, falling part removed: attacks stand out."""
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

    def test_ten_seconds_live_equal_the_offline_render_where_no_frame_was_late(self):
        definition = wire_definition(harmony=HARMONY)
        seconds = 10
        latency = 0.15  # time enough for each frame on a machine that does other things too
        offline = []
        for phase in range(8):  # a live synth starts anywhere in a frame of 8 blocks
            start = 0.1 + phase * 64 / RATE
            channels, _ = servers.render(score(definition, model="", latency=latency, synths=[
                (start, [osc.encode("/s_new", "wire", 1, 0, 0)])]), seconds + 0.2)
            first = next(i for i, sample in enumerate(channels[0]) if sample != 0)
            offline.append(channels[1][first:])

        def attempt():
            with servers.Live() as live:
                self.assertEqual(live.start(latency=latency)["ok"], 1, live.printed())
                live.load(definition)
                dry, wet = live.record(2, seconds, [osc.encode("/s_new", "wire", 1000, 0, 0)])
                report = live.report()
            late = report["late_encoder"] + report["late_decoder"]
            print("%d frames, %d late, %d us a frame" % (report["frames"], late,
                                                         report["frame_us"]))
            if late > 0:
                return "%d late frames" % late
            first = next(i for i, sample in enumerate(dry) if sample != 0)
            live_sound = wet[first:]
            self.assertIn(True, [servers.first_difference(render[:len(live_sound)], live_sound)
                                 is None for render in offline],
                          "the live sound is none of the eight offline ones")
            return None
        servers.repeat(6, attempt)

    def test_a_killed_worker_is_back_with_its_model_within_two_seconds(self):
        def attempt():
            with servers.Live() as live:
                live.start()
                definition = wire_definition(harmony=HARMONY)
                live.load(definition)
                live.client.send("/s_new", "wire", 1000, 0, 0)
                live.sync()
                first = live.report()
                os.kill(int(first["worker_pid"]), signal.SIGKILL)
                killed = time.monotonic()
                back = None
                while back is None and time.monotonic() < killed + 10:
                    report = live.report()
                    if report["ready"] and report["epoch"] > first["epoch"]:
                        back = time.monotonic() - killed
                    time.sleep(0.02)
                self.assertIsNotNone(back, live.printed())
                _, wet = live.record(2, 1, [])
                self.assertTrue(any(abs(sample) > 1e-4 for sample in wet), "no sound came back")
                print("back after %.2f s" % back)
                return None if back < 2 else "it took %.2f s" % back
        servers.repeat(5, attempt)


if __name__ == "__main__":
    unittest.main()
