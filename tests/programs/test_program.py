"""hemiola SUBCOMMAND as a user runs it: files, exit statuses, messages."""
import json
import unittest
import wave

import numpy

from program import HEMIOLA, Files, read_float_wav, run, write_wav


class Program(Files):
    def test_every_subcommand_has_help(self):
        for name in ("worker", "remix", "encode", "decode", "train", "corpus", "picture", "info",
                     "doctor"):
            out, _ = run(name, "--help")
            self.assertIn("--", out)

    def test_wrong_arguments_end_with_2_and_failures_with_1_and_a_sentence(self):
        run(status=2)
        run("remix", status=2)
        run("remix", "a", "b", "-o", "c", "--rotate", "99", status=2)
        run("corpus", status=2)
        _, error = run("encode", self.at("none.wav"), "-o", self.at("x.npz"), status=1)
        self.assertIn("none.wav", error)
        write_wav(self.at("a.wav"), numpy.zeros(44100), 44100)
        with open(self.at("bad.safetensors"), "w") as file:
            file.write("no model")
        _, error = run("encode", self.at("a.wav"), "-o", self.at("x.npz"), "--model",
                       self.at("bad.safetensors"), status=1)
        self.assertIn("bad.safetensors", error)
        write_wav(self.at("b.wav"), numpy.zeros(48000), 48000)
        _, error = run("remix", self.at("a.wav"), self.at("b.wav"), "-o", self.at("c.wav"), status=1)
        self.assertIn("sox", error)

    def test_encode_writes_what_numpy_reads_and_decode_takes_it_back(self):
        piece = self.piece("a.wav", 220)
        run("encode", piece, "-o", self.at("a.npz"))
        with numpy.load(self.at("a.npz")) as latents:
            frames = len(latents["seconds"])
            self.assertEqual(latents["harmony"].shape, (frames, 108, 1))
            self.assertEqual(latents["rhythm"].shape, (frames, 64))
            self.assertTrue(numpy.isfinite(latents["harmony"]).all())
            step = numpy.diff(latents["seconds"])
            self.assertTrue(numpy.allclose(step, 470 / 44100))
        run("decode", self.at("a.npz"), "-o", self.at("back.wav"))
        back = read_float_wav(self.at("back.wav"))
        self.assertGreater(len(back), 1.9 * 44100)
        self.assertGreater(numpy.abs(back).max(), 0.01)
        # Equal to a remix of A with itself: encode and decode in one command or two.
        run("remix", piece, piece, "-o", self.at("self.wav"))
        same = read_float_wav(self.at("self.wav"))
        length = min(len(same), len(back))
        self.assertLess(numpy.abs(same[:length] - back[:length]).max(), 1e-6)

    def test_remix_repeats_to_the_bit_and_its_options_change_the_sound(self):
        a, b = self.piece("a.wav", 220), self.piece("b.wav", 330)
        sounds = {}
        for name, options in {"plain": (), "again": (), "rotated": ("--rotate", 5),
                              "frozen": ("--freeze-harmony", 0.5),
                              "held": ("--freeze-rhythm", 0.5),
                              "mixed": ("--mix-harmony", 0.5, "--mix-rhythm", 0.5)}.items():
            run("remix", a, b, "-o", self.at(name + ".wav"), *options)
            sounds[name] = read_float_wav(self.at(name + ".wav"))
            self.assertEqual(len(sounds[name]), 2 * 44100)
        self.assertEqual(sounds["plain"].tobytes(), sounds["again"].tobytes())
        for name in ("rotated", "frozen", "held", "mixed"):
            self.assertGreater(numpy.abs(sounds[name] - sounds["plain"]).max(), 1e-3, name)
        until = int(0.4 * 44100)  # nothing is frozen earlier
        for name in ("frozen", "held"):
            self.assertEqual(sounds[name][:until].tobytes(), sounds["plain"][:until].tobytes())

    def test_a_rhythm_that_is_frozen_anywhere_in_the_bar_keeps_sounding(self):
        rate = 48000
        time = numpy.arange(4 * rate) / rate
        saws = [2 * ((pitch * time) % 1) - 1 for pitch in (220, 277.2, 329.6, 415.3)]
        write_wav(self.at("pad.wav"), 0.3 * numpy.mean(saws, 0), rate)
        since = time % 0.5
        kick = numpy.sin(2 * numpy.pi * (45 * since + 1.1 * (1 - numpy.exp(-138 * since))))
        hat = numpy.random.default_rng(1).uniform(-1, 1, len(time)) * numpy.exp(-138 * (time % 0.125))
        write_wav(self.at("beat.wav"), 0.5 * kick * numpy.exp(-34.5 * since) + 0.1 * hat, rate)

        def level_db(*options, harmony="pad.wav"):
            run("remix", self.at(harmony), self.at("beat.wav"), "-o", self.at("r.wav"), *options)
            late = read_float_wav(self.at("r.wav"))[3 * rate:]
            return 10 * numpy.log10(numpy.mean(late.astype(float)**2) + 1e-12)
        running = level_db()
        for moment in (2.05, 2.2, 2.3, 2.45):
            self.assertGreater(level_db("--freeze-rhythm", moment), running - 6, moment)
        # With --freeze-at now, a freeze between two hits holds what is between them: without the pad, silence.
        between = level_db("--freeze-rhythm", 2.45, "--freeze-at", "now", harmony="beat.wav")
        self.assertLess(between, level_db("--freeze-rhythm", 2.45, harmony="beat.wav") - 15)

    def test_pictures_are_pngs_of_a_size_to_look_at(self):
        a = self.piece("a.wav", 220)
        run("remix", a, a, "-o", self.at("r.wav"), "--picture", self.at("r.png"))
        run("picture", a, self.at("r.wav"), "-o", self.at("p.png"), "--section", "1:second half")
        for name in ("r.png", "p.png"):
            with open(self.at(name), "rb") as file:
                data = file.read()
            self.assertEqual(data[:8], b"\x89PNG\r\n\x1a\n")
            self.assertEqual(int.from_bytes(data[16:20], "big"), 1500)
            self.assertGreater(len(data), 20000)
        run("picture", a, "-o", self.at("p.png"), "--section", "soon:never", status=1)

    def test_recorded_latents_are_drawn_and_refused_where_they_do_not_fit(self):
        a = self.piece("a.wav", 220)

        def record(channels):
            with wave.open(self.at("latents.wav"), "wb") as file:
                file.setnchannels(channels)
                file.setsampwidth(2)
                file.setframerate(48000)
                noise = numpy.random.default_rng(1).integers(-9999, 9999, 1500 * channels)
                file.writeframes(noise.astype("<i2").tobytes())
        record(108 + 64)
        run("picture", a, "-o", self.at("p.png"), "--latents", self.at("latents.wav"))
        record(3)
        _, error = run("picture", a, "-o", self.at("p.png"), "--latents", self.at("latents.wav"),
                       status=1)
        self.assertIn("latents.wav: has 3 channels; latents of this model have 172", error)

    def test_info_says_what_the_default_model_is(self):
        facts = json.loads(run("info", "--json")[0])
        self.assertEqual(facts["hop_samples"], 512)
        self.assertEqual(facts["latency_samples"], 2183)  # as declared by the server
        self.assertEqual(facts["harmony"], {"places": 108, "channels_a_place": 1})
        self.assertTrue(facts["streams"])
        self.assertIn("frames", facts["record"])
        text = run("info", "--sample-rate", 44100)[0]
        self.assertIn("470 samples", text)
        self.assertLess(len(text.splitlines()), 50)  # 172 channel ranges only with --json


if __name__ == "__main__":
    unittest.main()
