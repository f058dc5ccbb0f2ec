"""HemiolaFile: what the program encodes is edited as arrays in sclang, to the bit, and decoded again."""
import math
import os
import shutil
import struct
import subprocess
import tempfile
import unittest
import wave

import numpy

import language
import servers
from test_scores import RATE, strength


def chord(path, seconds=2, hz=(220, 440)):
    samples = (sum(math.sin(2 * math.pi * each * i / RATE) for each in hz) / len(hz)
               for i in range(int(seconds * RATE)))
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", int(12000 * sample)) for sample in samples))


class Files(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="hemiola-files-")
        self.addCleanup(shutil.rmtree, self.folder)

    def at(self, name):
        return os.path.join(self.folder, name)

    def hemiola(self, *arguments):
        result = subprocess.run([os.environ["HEMIOLA_WORKER"], *map(str, arguments)], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return result.returncode, result.stdout

    def arrays(self, name):
        with numpy.load(self.at(name)) as file:
            return dict(file)

    def test_latents_go_from_file_to_arrays_to_buffer_and_back_to_the_bit(self):
        chord(self.at("chord.wav"))
        self.assertEqual(self.hemiola("encode", self.at("chord.wav"), "-o", self.at("encoded.npz"))[0], 0)
        with open(self.at("broken.wav"), "w") as file:
            file.write("no latents")
        with open(os.path.join(language.HERE, "files.scd")) as file:
            printed = language.run_chunks(language.chunks(file.read()), listen=False,
                                          environment={"HEMIOLA_FILES": self.folder})
        for words in ("nothing.npz is not there", "broken.wav is no sound file",
                      "2 channels are not the 172 latents of this model"):
            self.assertIn(words, printed)
        encoded = self.arrays("encoded.npz")
        for name in ("same.npz", "buffer.npz"):
            again = self.arrays(name)
            self.assertEqual(set(again), set(encoded))
            for key, values in encoded.items():
                self.assertEqual(again[key].tobytes(), values.tobytes(), "%s of %s" % (key, name))
        turned = self.arrays("turned.npz")
        self.assertEqual(turned["harmony"].tobytes(), numpy.roll(encoded["harmony"], 7, 1).tobytes())
        self.assertEqual(turned["rhythm"].tobytes(), encoded["rhythm"].tobytes())

        fifth = 220 * 2 ** (7 / 12)
        for name, louder, softer in (("same", 220, fifth), ("turned", fifth, 220)):
            self.assertEqual(
                self.hemiola("decode", self.at(name + ".npz"), "-o", self.at("out.wav"))[0], 0)
            sound = servers.read_wav(self.at("out.wav"))[0][RATE // 2:3 * RATE // 2]
            self.assertGreater(strength(sound, louder), 3 * strength(sound, softer), name)

    def test_the_program_refuses_what_it_can_not_turn_with_a_reason(self):
        with open(self.at("x.npz"), "w") as file:
            file.write("x")
        for names, reason in ((("x.npz", "y.npz"), "one has to end in .npz and the other in .wav"),
                              (("x.npz", "y.wav"), "was it written by hemiola encode?"),
                              (("none.wav", "y.npz"), "there is no such file")):
            status, printed = self.hemiola("latents", *map(self.at, names))
            self.assertEqual(status, 1)
            self.assertIn(reason, printed)
        self.assertEqual(os.listdir(self.folder), ["x.npz"])


if __name__ == "__main__":
    unittest.main()
