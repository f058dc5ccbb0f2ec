"""Sound files as users have them, with the subcommands that read them."""
import os
import resource
import struct
import subprocess
import sys
import unittest

import numpy

from program import HEMIOLA, Files, read_float_wav, run, write_wav

RATE = 44100


class SoundFiles(Files):
    def died(self, name):
        """A file from a killed recorder: the samples are there, the length in the header is not."""
        path = self.piece(name, 220)
        with open(path, "rb") as file:
            data = bytearray(file.read())
        data[4:8] = bytes(4)
        data[40:44] = bytes(4)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def test_a_file_without_sound_is_refused_everywhere_with_the_reason(self):
        good, died = self.piece("good.wav", 220), self.died("died.wav")
        write_wav(self.at("none.wav"), numpy.zeros(0), RATE)
        for path, words in ((died, "its header says 0 frames, though the file has"),
                            (self.at("none.wav"), "none.wav: holds no sound.")):
            for command in (("encode", path, "-o", self.at("x.npz")),
                            ("remix", path, good, "-o", self.at("x.wav")),
                            ("remix", good, path, "-o", self.at("x.wav")),
                            ("page", path, good, "-o", self.at("x.html")),
                            ("picture", good, path, "-o", self.at("x.png"))):
                _, error = run(*command, status=1)
                self.assertIn(words, error, command)
        self.assertEqual([name for name in os.listdir(self.at(".")) if name.startswith("x")], [])

    def test_what_is_cut_short_or_shorter_than_the_other_is_told(self):
        good, cut = self.piece("good.wav", 220), self.piece("cut.wav", 330)
        with open(cut, "rb") as file:
            data = file.read()
        with open(cut, "wb") as file:
            file.write(data[:len(data) // 2])
        _, error = run("encode", cut, "-o", self.at("x.npz"))
        self.assertIn("cut.wav: ends after 1.0 s, though its header promises 2.0 s", error)
        _, error = run("remix", good, cut, "-o", self.at("x.wav"))
        self.assertIn("cut.wav: lasts 1.0 s, the other one 2.0 s", error)
        self.assertEqual(len(read_float_wav(self.at("x.wav"))), RATE - 11)

    def write_stereo(self, name, left, right):
        both = numpy.stack([left, right], 1).astype("<i2")
        header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + both.nbytes, b"WAVE", b"fmt ", 16, 1,
                             2, RATE, 4 * RATE, 4, 16, b"data", both.nbytes)
        with open(self.at(name), "wb") as file:
            file.write(header + both.tobytes())
        return self.at(name)

    def test_a_stereo_file_gives_the_remix_its_image(self):
        dice = numpy.random.default_rng(5)
        time = numpy.arange(4 * RATE) / RATE
        hits = dice.normal(0, 6000, time.size) * numpy.exp(-(time % 0.5) / 0.1)
        tone = 4000 * numpy.sin(2 * numpy.pi * 220 * time)
        mono = self.piece("mono.wav", 220)
        for name, left, right, wanted in (("middle.wav", hits + tone, hits + tone, 0),
                                          ("panned.wav", hits + tone, (hits + tone) / 2, 6.02)):
            run("remix", mono, self.write_stereo(name, left, right), "-o", self.at("x.wav"))
            self.assertEqual(self.channels("x.wav"), 2)
            out = read_float_wav(self.at("x.wav")).reshape(-1, 2)[RATE:]
            self.assertAlmostEqual(20 * numpy.log10(out[:, 0].std() / out[:, 1].std()), wanted, delta=0.5)
            if wanted == 0:
                self.assertTrue(numpy.array_equal(out[:, 0], out[:, 1]))
        run("remix", self.at("panned.wav"), self.at("panned.wav"), "-o", self.at("one.wav"), "--mono")
        run("remix", self.at("panned.wav"), mono, "-o", self.at("two.wav"))
        for name in ("one.wav", "two.wav"):  # the image is that of the rhythm's source, which is mono
            self.assertEqual(self.channels(name), 1)

    def channels(self, name):
        with open(self.at(name), "rb") as file:
            return int.from_bytes(file.read(24)[22:24], "little")

    def test_channels_that_cancel_each_other_are_heard_all_the_same(self):
        good = self.piece("good.wav", 220)
        with open(good, "rb") as file:
            samples = numpy.frombuffer(file.read()[44:], "<i2")
        self.write_stereo("turned.wav", samples, -samples)
        run("remix", good, good, "-o", self.at("plain.wav"))
        _, error = run("remix", self.at("turned.wav"), good, "-o", self.at("turned-remix.wav"))
        self.assertIn("turned.wav: its channels cancel each other", error)
        self.assertEqual(read_float_wav(self.at("plain.wav")).tobytes(),
                         read_float_wav(self.at("turned-remix.wav")).tobytes())

    def test_what_can_not_be_written_is_refused_before_anything_is_read(self):
        none = self.at("none.wav")  # the error would name this if it were read first
        os.mkdir(self.at("folder"))
        os.mkdir(self.at("folder.wav"))
        for command, words in (
                (("remix", none, none, "-o", self.at("x.aiff")), "end in .wav, .flac, .ogg or .mp3"),
                (("remix", none, none, "-o", self.at("noending")), "end in .wav"),
                (("remix", none, none, "-o", self.at("folder.wav")), "this is a folder"),
                (("remix", none, none, "-o", self.at("nowhere/x.wav")), "there is no folder"),
                (("remix", none, none, "-o", self.at("x.wav"), "--picture",
                  self.at("nowhere/x.png")), "there is no folder"),
                (("remix", none, none, "-o", self.at("x.wav"), "--picture", self.at("x.jpg")),
                 "end in .png"),
                (("encode", none, "-o", self.at("x.txt")), "end in .npz"),
                (("encode", none, "-o", self.at("nowhere/x.npz")), "there is no folder"),
                (("decode", none, "-o", self.at("x.aiff")), "end in .wav"),
                (("page", none, none, "-o", self.at("x.txt")), "end in .html"),
                (("picture", none, "-o", self.at("x.jpg")), "end in .png"),
                (("train", "--audio", self.at("folder"), "--out", self.at("folder")),
                 "this is a folder"),
                (("train", "--audio", self.at("folder"), "--out", self.at("nowhere/x.safetensors")),
                 "there is no folder")):
            _, error = run(*command, status=1)
            self.assertIn(words, error, command)

    def test_a_name_that_is_no_utf_8_shows_in_pictures_and_costs_no_model(self):
        folder = os.fsencode(self.at("."))
        odd = os.path.join(folder, b"Caf\xe9.wav")
        os.rename(self.piece("good.wav", 220), odd)
        subprocess.run([HEMIOLA, "remix", odd, odd, "-o", self.at("r.wav"), "--picture",
                        self.at("r.png")], check=True, capture_output=True)
        os.rename(odd, self.at("cafe.wav"))
        run("remix", self.at("cafe.wav"), self.at("cafe.wav"), "-o", self.at("r.wav"), "--picture",
            self.at("plain.png"))
        sizes = [os.path.getsize(self.at(name)) for name in ("r.png", "plain.png")]
        self.assertLess(abs(sizes[0] - sizes[1]), 0.02 * sizes[1], sizes)  # a blank one is small

    def test_peaks_above_full_scale_are_told_where_the_file_cuts_them_off(self):
        rng = numpy.random.default_rng(1)
        t = numpy.arange(2 * RATE) / RATE
        hits = rng.uniform(-1, 1, len(t)) * numpy.exp(-8 * (t % 0.5))
        loud = 0.33 * sum(numpy.sign(numpy.sin(2 * numpy.pi * hz * t)) for hz in (220, 277.2, 329.6))
        write_wav(self.at("a.wav"), loud, RATE)
        write_wav(self.at("b.wav"), hits, RATE)
        _, error = run("remix", self.at("a.wav"), self.at("b.wav"), "-o", self.at("r.wav"))
        self.assertNotIn("clipped", error)
        peak = numpy.abs(read_float_wav(self.at("r.wav"))).max()
        _, error = run("remix", self.at("a.wav"), self.at("b.wav"), "-o", self.at("r.flac"))
        self.assertEqual("were clipped" in error, peak > 1, (peak, error))

    def test_memory_does_not_grow_with_the_length_of_a_sound(self):
        most = {}
        for seconds in (4, 64):
            piece = self.piece("%d.wav" % seconds, 220, seconds=float(seconds))
            for name, command in {
                    "encode": ("encode", piece, "-o", self.at("x.npz")),
                    "remix": ("remix", piece, piece, "-o", self.at("x.wav"))}.items():
                # From a small process: what a child inherits before it becomes a program counts, too.
                small = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, " \
                    "stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
                told = subprocess.run([sys.executable, "-c", small, HEMIOLA, *command], check=True, text=True,
                                      stdout=subprocess.PIPE).stdout
                most[name, seconds] = int(told) / 1024  # MB
        for name in ("encode", "remix"):
            # Holding a whole minute in memory took about 25 MB (encode) and 75 MB (remix).
            self.assertLess(most[name, 64] - most[name, 4], 10, most)

    def test_latents_that_numpy_made_otherwise_are_taken_or_told_how_to_save_them(self):
        run("encode", self.piece("a.wav", 220), "-o", self.at("a.npz"))
        with numpy.load(self.at("a.npz")) as file:
            arrays = dict(file)
        run("decode", self.at("a.npz"), "-o", self.at("a32.wav"))
        numpy.savez(self.at("b.npz"), **{**arrays, "harmony": arrays["harmony"].astype("f8")})
        run("decode", self.at("b.npz"), "-o", self.at("a64.wav"))
        self.assertEqual(read_float_wav(self.at("a32.wav")).tobytes(),
                         read_float_wav(self.at("a64.wav")).tobytes())
        empty = {name: array[:0] if name != "geometry" else array for name, array in arrays.items()}
        for change, words in (({"rhythm": numpy.asfortranarray(arrays["rhythm"])},
                               "numpy.ascontiguousarray(rhythm)"),
                              ({"rhythm": arrays["rhythm"].astype("f2")},
                               "rhythm.astype(numpy.float32)"), (empty, "holds no frame")):
            numpy.savez(self.at("c.npz"), **{**arrays, **change})
            _, error = run("decode", self.at("c.npz"), "-o", self.at("c.wav"), status=1)
            self.assertIn(words, error)

    def test_a_subcommand_that_is_not_there_is_named(self):
        _, error = run("bogus", status=2)
        self.assertIn('there is no subcommand "bogus"', error)


if __name__ == "__main__":
    unittest.main()
