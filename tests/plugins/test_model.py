"""The real model in real servers: scores repeat, equal `hemiola remix`, and live equals offline."""
import os
import subprocess
import tempfile
import unittest

import osc
import servers
from synthdef import AUDIO, CONTROL, SynthDef, decoder, encoder

SERVER = os.environ.get("HEMIOLA_SERVER", "scsynth")
HEMIOLA = os.environ["HEMIOLA_WORKER"]
RATE = 48000
SEMITONES = 3


def remix_definition():
    """Dry B on bus 0; on bus 1 the harmony of buffer 0, rotated, with the rhythm of buffer 1."""
    definition = SynthDef("remix")

    def play(buffer):
        return definition.unit("PlayBuf", AUDIO, [buffer, 1, 1, 0, 0, 0])[0]
    a, b = play(0), play(1)
    of_a, of_b = encoder(definition, a, 0), encoder(definition, b, 1)
    rotated = definition.unit("HemiolaRotate", CONTROL, [SEMITONES, 2] + of_a[:216], 216)
    return definition.out(0, [b, decoder(definition, rotated + of_b[216:], 0)])


class Pieces(unittest.TestCase):
    """Two pieces of music, and the program's own remix of them."""

    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory(prefix="hemiola-pieces-")
        cls.folder = cls.holder.name
        cls.run_program("corpus", "--pieces", cls.folder)
        cls.a, cls.b = (os.path.join(cls.folder, name) for name in ("pads.wav", "break.wav"))

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    @classmethod
    def run_program(cls, *arguments):
        subprocess.run([HEMIOLA, *arguments], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE, timeout=300)

    def render(self, seconds, start=0.0, **options):
        """Channels of a render whose synth starts then, and the declared latency."""
        read = [osc.encode("/b_allocRead", i, path) for i, path in enumerate((self.a, self.b))]
        channels, text = servers.render(
            [(0, [osc.encode(*servers.start_command(**options)), *read,
                  osc.encode("/d_recv", remix_definition().bytes())]),
             (start, [osc.encode("/s_new", "remix", 1000, 0, 0)]),
             (seconds - 0.01, [osc.encode("/cmd", "/hemiola/report")])], seconds)
        facts = next(line for line in text.splitlines() if line.startswith("Hemiola: report: "))
        report = dict(part.rsplit(" ", 1) for part in facts.split("report: ")[1].split(", "))
        return channels, int(report["latency_samples"]), report


class Offline(Pieces):
    def test_a_score_renders_to_the_same_bits_and_equals_the_program(self):
        once, latency, report = self.render(8)
        again, _, _ = self.render(8)
        self.assertEqual([c.tobytes() for c in once], [c.tobytes() for c in again])
        self.assertEqual((report["late_encoder_frames"], report["late_decoder_frames"]), ("0", "0"))

        out = os.path.join(self.folder, "remix.wav")
        self.run_program("remix", self.a, self.b, "-o", out, "--rotate", str(SEMITONES))
        expected = servers.read_wav(out)[0]
        got = once[1][latency:]
        largest = max(abs(x - y) for x, y in zip(got, expected))
        loudness = max(abs(x) for x in got)
        self.assertGreater(loudness, 0.05, "the remix is silent")
        self.assertLess(largest, 1e-4, "scsynth's render is not the program's remix")

    def test_the_latency_can_be_wished(self):
        short, short_latency, _ = self.render(2)
        long, long_latency, _ = self.render(2, latency=0.1)
        self.assertEqual(long_latency, 4800)
        length = len(short[1]) - long_latency
        self.assertIsNone(servers.first_difference(short[1][short_latency:][:length],
                                                   long[1][long_latency:]))


@unittest.skipUnless(SERVER == "scsynth", "parity needs one server")
class Live(Pieces):
    def test_ten_seconds_live_without_late_frames_are_the_offline_render(self):
        # Frames begin at whole hops of the server's count; a live synth starts anywhere in one.
        hop, block = 512, 64

        def attempt():
            with servers.Live(SERVER) as live:
                started = live.start(latency=0.12)  # a shared machine may be slow
                self.assertEqual(started["ok"], 1, live.printed())
                self.assertEqual((started["latency"], started["hop"]), (5760, hop))
                for number, path in enumerate((self.a, self.b)):
                    live.client.ask("/b_allocRead", "/done", 10, (10 + number, path))
                definition = remix_definition()
                live.load(definition)
                live.client.ask("/b_allocRead", "/done", 10, (1, self.b))
                live.client.ask("/b_allocRead", "/done", 10, (2, self.a))
                dry, wet = live.record_from(definition, 10, {0: self.a, 1: self.b})
                report = live.report()
            late = report["late_encoder"] + report["late_decoder"]
            if late:
                return "%d late frames" % late
            first = next(i for i, sample in enumerate(dry) if sample != 0)
            for phase in range(hop // block):
                offline, _, _ = self.render(10, start=(hop + phase * block) / RATE, latency=0.12)
                begin = next(i for i, sample in enumerate(offline[0]) if sample != 0)
                a, b = wet[first:], offline[1][begin:]
                if servers.first_difference(a, b) is None:
                    self.assertGreater(max(abs(x) for x in a), 0.05)
                    return None
            self.fail("a live render without late frames is none of the eight offline ones")
        servers.repeat(6, attempt)


if __name__ == "__main__":
    unittest.main()
