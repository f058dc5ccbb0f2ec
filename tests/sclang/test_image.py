"""HemiolaImage: one voice, rendered offline by the real worker, with the stereo image of its source."""
import os
import struct
import subprocess
import tempfile
import unittest

import numpy

import language
import servers

RATE = 48000


def write_wav(path, channels):
    data = numpy.stack(channels, 1).astype("<f4").tobytes()
    count = len(channels)
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt "
                   + struct.pack("<IHHIIHH", 16, 3, count, RATE, 4 * count * RATE, 4 * count, 32)
                   + b"data" + struct.pack("<I", len(data)) + data)


def music(seconds=6):
    """Chords and hits; the same each time."""
    time = numpy.arange(seconds * RATE) / RATE
    dice = numpy.random.default_rng(3)
    chord = sum(numpy.sin(2 * numpy.pi * hertz * (1 + 0.5 * (time > seconds / 2)) * time)
                for hertz in (220, 277.2, 329.6, 440, 659.3)) * 0.05
    hits = dice.normal(0, 0.2, time.size) * numpy.exp(-(time % 0.5) / 0.05)
    pad = dice.normal(0, 0.03, time.size)
    return chord, hits, pad


def correlation(left, right):
    return numpy.corrcoef(left, right)[0, 1]


class Image(unittest.TestCase):
    def render(self, left, right, width=1):
        """The result's and the source's two channels, from a second on."""
        with tempfile.TemporaryDirectory(prefix="hemiola-image-") as folder:
            paths = [os.path.join(folder, name) for name in ("in.wav", "score.osc", "out.wav")]
            write_wav(paths[0], [left, right])
            status, said = language.run("image.scd", paths[1], paths[0], len(left) / RATE, width)
            self.assertEqual(status, 0, said)
            result = subprocess.run(
                ["scsynth", "-U", servers.plugin_path(), "-o", "4", "-i", "0", "-D", "0", "-N", paths[1], "_",
                 paths[2], str(RATE), "WAV", "float"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                timeout=1500)
            self.assertEqual(result.returncode, 0, result.stdout)
            return [numpy.asarray(channel)[RATE:] for channel in servers.read_wav(paths[2])]

    def test_equal_channels_give_equal_bits(self):
        both = sum(music())
        left, right, *_ = self.render(both, both)
        self.assertGreater(left.std(), 0.01)
        self.assertTrue(numpy.array_equal(left, right))

    def test_what_is_panned_by_6_dB_comes_back_panned(self):
        both = sum(music())
        left, right, *_ = self.render(both, both / 2)
        self.assertAlmostEqual(20 * numpy.log10(left.std() / right.std()), 6.02, delta=0.5)

    def test_bands_lie_where_they_were_and_as_wide(self):
        chord, hits, pad = music()
        other = numpy.random.default_rng(4).normal(0, 0.03, pad.size)
        left, right, source_left, source_right = self.render(
            chord + 0.3 * hits + pad, 0.4 * chord + hits + other)
        print("correlation %.3f of %.3f" % (correlation(left, right), correlation(source_left, source_right)))
        self.assertAlmostEqual(correlation(left, right), correlation(source_left, source_right), delta=0.15)
        for low, high in ((150, 500), (4000, 12000)):
            def level(sound):
                spectrum = numpy.abs(numpy.fft.rfft(sound)) ** 2
                hertz = numpy.fft.rfftfreq(sound.size, 1 / RATE)
                return 10 * numpy.log10(spectrum[(hertz > low) & (hertz < high)].sum())
            self.assertAlmostEqual(level(left) - level(right), level(source_left) - level(source_right), delta=1.5)

    def test_without_width_it_is_mono(self):
        chord, hits, _ = music(3)
        left, right, *_ = self.render(chord, hits, width=0)
        self.assertTrue(numpy.array_equal(left, right))


if __name__ == "__main__":
    unittest.main()
