"""scripts/plain-tones: repeatable, with the right level and bandwidth, and recorded as JSON."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
import wave

import numpy

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "plain-tones")


def write(folder, *options):
    subprocess.run([sys.executable, SCRIPT, folder, "--clips", "8", *options], check=True, capture_output=True)
    return sorted(name for name in os.listdir(folder) if name.endswith(".wav"))


def read(path):
    with wave.open(path) as sound:
        assert sound.getnchannels() == 1
        return sound.getframerate(), numpy.frombuffer(sound.readframes(sound.getnframes()), "<i2") / 32768


class PlainTones(unittest.TestCase):
    def test_the_same_seed_gives_the_same_files_another_others_and_all_sound(self):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as same, \
                tempfile.TemporaryDirectory() as other:
            names = write(one)
            self.assertEqual(len(names), 8)
            self.assertEqual(write(same), names)
            self.assertNotEqual(write(other, "--seed", "2"), names)
            for name in names:
                rate, sound = read(os.path.join(one, name))
                numpy.testing.assert_array_equal(sound, read(os.path.join(same, name))[1])
                self.assertEqual((rate, len(sound)), (44100, 20 * 44100))
                peak = 20 * numpy.log10(abs(sound).max())
                self.assertGreater(peak, -31)
                self.assertLess(peak, -3)
                # No aliasing: almost no energy above the highest partial.
                spectrum = abs(numpy.fft.rfft(sound)) ** 2
                above = spectrum[int(19500 * 20):].sum() / spectrum.sum()
                self.assertLess(above, 1e-4, name)
            with open(os.path.join(one, "plain-tones.json"), encoding="utf-8") as record:
                self.assertEqual(json.load(record)["seed"], 1)


if __name__ == "__main__":
    sys.exit(unittest.main())
