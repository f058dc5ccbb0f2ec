"""Chords that nobody played: hemiola remix --chords, read back from the sound by chord templates."""
import json
import os
import subprocess
import unittest

import numpy

from program import Files, read_float_wav, run, write_wav

LOOP = "/usr/share/sonic-pi/samples/loop_amen_full.flac"
CHORDS = ["C", "Am", "F", "G", "Eb", "Fm"]
SECONDS = 2  # of each
ROOTS = {"C": 0, "Eb": 3, "F": 5, "G": 7, "A": 9}


def loop(seconds):
    """The drum loop, repeated, mono at 44.1 kHz."""
    raw = subprocess.run(["sox", LOOP, "-c", "1", "-r", "44100", "-t", "f32", "-"], check=True,
                         stdout=subprocess.PIPE).stdout
    one = numpy.frombuffer(raw, numpy.float32)
    return numpy.resize(one, int(seconds * 44100))


def chord_read(sound):
    """The best of 24 triad templates for the pitch classes of the spectrum's peaks, 80 Hz to 2 kHz."""
    size = 8192
    classes = numpy.zeros(12)
    for begin in range(0, len(sound) - size, size // 4):
        spectrum = numpy.abs(numpy.fft.rfft(sound[begin:begin + size] * numpy.hanning(size)))
        hz = numpy.arange(len(spectrum)) * 44100 / size
        peak = (spectrum[1:-1] > spectrum[:-2]) & (spectrum[1:-1] > spectrum[2:])
        for bin in numpy.nonzero(peak & (hz[1:-1] > 80) & (hz[1:-1] < 2000))[0] + 1:
            classes[round(12 * numpy.log2(hz[bin] / 440)) % 12] += numpy.sqrt(spectrum[bin])
    classes = numpy.roll(classes, 9)  # from A to C
    templates = [[root, (root + third) % 12, (root + 7) % 12] for third in (4, 3) for root in range(12)]
    return int(numpy.argmax([classes[each].sum() for each in templates]))  # minor: 12 more


def name_at(path, seconds):
    """The chord of a file that `hemiola chords` wrote, at a time."""
    with open(path) as file:
        lines = [line.split() for line in file if not line.startswith("#")]
    return [name for begin, name, *_ in lines if float(begin) <= seconds][-1]


def wanted(name):
    minor = name.endswith("m")
    return ROOTS[name.rstrip("m")] + (12 if minor else 0)


class Chords(Files):
    def test_typed_chords_sound_over_a_drum_loop(self):
        write_wav(self.at("loop.wav"), loop(len(CHORDS) * SECONDS), 44100)
        with open(self.at("song.txt"), "w") as file:
            for number, name in enumerate(CHORDS):
                file.write("%d %s\n" % (number * SECONDS, name))
        run("remix", self.at("loop.wav"), self.at("loop.wav"), "-o", self.at("song.wav"),
            "--chords", self.at("song.txt"))
        sound = read_float_wav(self.at("song.wav"))
        read = [chord_read(sound[int((number * SECONDS + 0.2) * 44100):int((number + 1) * SECONDS * 44100)])
                for number in range(len(CHORDS))]
        right = sum(each == wanted(name) for each, name in zip(read, CHORDS))
        self.assertGreaterEqual(right, 5, list(zip(CHORDS, read)))
        # And by name, from the latents of that sound.
        run("chords", self.at("song.wav"), "-o", self.at("read.txt"))
        named = [name_at(self.at("read.txt"), (number + 0.5) * SECONDS) for number in range(len(CHORDS))]
        right = sum(each in (name, name + "7", name + "maj7") for each, name in zip(named, CHORDS))
        self.assertGreaterEqual(right, 5, named)
        # What is written can be played.
        run("remix", self.at("loop.wav"), self.at("loop.wav"), "-o", self.at("again.wav"),
            "--chords", self.at("read.txt"))
        # Turned, they are other chords.
        run("remix", self.at("loop.wav"), self.at("loop.wav"), "-o", self.at("turned.wav"),
            "--chords", self.at("song.txt"), "--rotate", "2")
        turned = read_float_wav(self.at("turned.wav"))
        self.assertEqual(chord_read(turned[int(0.2 * 44100):2 * 44100]), 2)  # D

    def test_a_file_of_no_chords_and_a_model_without_notes_are_refused_with_a_sentence(self):
        write_wav(self.at("a.wav"), loop(1), 44100)
        with open(self.at("bad.txt"), "w") as file:
            file.write("0 Hm\n")
        _, error = run("remix", self.at("a.wav"), self.at("a.wav"), "-o", self.at("x.wav"), "--chords",
                       self.at("bad.txt"), status=1)
        self.assertIn("line 1", error)
        self.assertIn("Am7", error)
        run("remix", self.at("a.wav"), self.at("a.wav"), "-o", self.at("x.wav"), "--chords",
            self.at("none.txt"), status=2)

    def test_a_model_learns_its_notes_from_practice_music(self):
        cache = self.at("cache")
        run("train", "--notes-only", "--from", os.environ["HEMIOLA_MODEL"], "--out", self.at("m.safetensors"),
            "--notes-clips", "24", "--cache", cache)
        out, _ = run("info", self.at("m.safetensors"), "--json")
        info = json.loads(out)
        self.assertTrue(info["notes"] and info["reads_notes"])
        self.assertGreater(info["record"]["notes"]["chords_named"], 0.3)
        self.assertGreater(info["record"]["notes"]["explained"], 0.05)
        _, error = run("train", "--notes-only", "--out", self.at("n.safetensors"), status=1)
        self.assertIn("--from", error)


if __name__ == "__main__":
    unittest.main()
