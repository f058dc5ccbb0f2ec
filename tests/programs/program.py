"""Shared by the tests of the hemiola binary: running it, and files to run it on."""
import os
import subprocess
import tempfile
import unittest
import wave

import numpy

HEMIOLA = os.environ["HEMIOLA"]


def run(*arguments, status=0):
    result = subprocess.run([HEMIOLA, *map(str, arguments)], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, timeout=1500)
    assert result.returncode == status, "%s: %d\n%s%s" % (arguments, result.returncode,
                                                          result.stdout, result.stderr)
    return result.stdout, result.stderr


def write_wav(path, samples, rate):
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((numpy.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def read_float_wav(path):
    with open(path, "rb") as file:
        data = file.read()
    at = data.index(b"data") + 8
    return numpy.frombuffer(data[at:at + (len(data) - at) // 4 * 4], "<f4")


class Files(unittest.TestCase):
    """A separate folder for each test; self.at("name") is a path in it."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="hemiola-program-")
        self.addCleanup(holder.cleanup)
        self.at = lambda name: os.path.join(holder.name, name)

    def piece(self, name, hz, rate=44100, seconds=2.0):
        """A chord struck four times a second."""
        t = numpy.arange(int(seconds * rate)) / rate
        strokes = numpy.exp(-8 * (t % 0.25))
        sound = 0.2 * strokes * sum(numpy.sin(2 * numpy.pi * hz * r * t) for r in (1, 1.25, 1.5))
        write_wav(self.at(name), sound, rate)
        return self.at(name)
