"""scripts/demo as a user runs it: its files and its output."""
import os
import re
import subprocess
import tempfile
import unittest

import numpy

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def channel(path):
    """The first channel of a 32-bit float file."""
    with open(path, "rb") as file:
        data = file.read()
    channels = int.from_bytes(data[22:24], "little")
    at = data.index(b"data") + 8
    return numpy.frombuffer(data[at:at + (len(data) - at) // 4 * 4], "<f4")[::channels]


class Demo(unittest.TestCase):
    def test_the_demo_renders_draws_and_reports(self):
        wav, png = (os.path.join(ROOT, "demo", name) for name in ("remix.wav", "remix.png"))
        page = os.path.join(ROOT, "demo", "index.html")
        for path in (wav, png, page):
            if os.path.exists(path):
                os.remove(path)
        result = subprocess.run([os.path.join(ROOT, "scripts", "demo")], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, timeout=1500)
        self.assertEqual(result.returncode, 0, result.stdout)

        latency = re.search(r"latency +(\d+) samples, ([\d.]+) ms", result.stdout)
        self.assertIsNotNone(latency, result.stdout)
        self.assertAlmostEqual(int(latency[1]) / 48, float(latency[2]), delta=0.2)
        self.assertRegex(result.stdout, r"late frames +0 encoder, 0 decoder")
        self.assertRegex(result.stdout, r"speed +[\d.]+ x real time")

        sound = channel(wav)
        self.assertTrue(numpy.isfinite(sound).all())
        starts = [float(s) for s in re.findall(r"^ +([\d.]+) s  ", result.stdout, re.M)]
        self.assertEqual(len(starts), 4, result.stdout)
        for start in starts:
            part = sound[int((start + 0.2) * 48000):int((start + 4) * 48000)]
            loudness_db = 10 * numpy.log10(numpy.mean(part.astype(float) ** 2) + 1e-12)
            self.assertGreater(loudness_db, -35, "the section at %g s is next to silent" % start)
        self.assertLess(numpy.abs(sound).max(), 1, "the remix is clipped")
        with open(png, "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")

        with open(page, encoding="utf-8") as file:
            html = file.read()
        self.assertIn("rotated up by 5 semitones", html)
        for clip in re.findall(r'(?:src)="(clips/[^"]*)"', html):
            self.assertTrue(os.path.exists(os.path.join(ROOT, "demo", clip)), clip)

    def test_a_file_that_is_no_sound_is_named(self):
        with tempfile.NamedTemporaryFile(suffix=".wav") as broken:
            broken.write(b"no sound")
            broken.flush()
            result = subprocess.run([os.path.join(ROOT, "scripts", "demo"), broken.name,
                                     broken.name], stdout=subprocess.PIPE,
                                    stderr=subprocess.STDOUT, text=True, timeout=1500)
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn("No sound could be read from " + broken.name, result.stdout)
        self.assertNotIn("not understood", result.stdout)


if __name__ == "__main__":
    unittest.main()
