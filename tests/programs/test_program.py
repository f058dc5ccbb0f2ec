"""hemiola SUBCOMMAND as its users call it: files, exit statuses, sentences."""
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
import wave

import numpy

HEMIOLA = os.environ["HEMIOLA"]


def run(*arguments, status=0):
    result = subprocess.run([HEMIOLA, *map(str, arguments)], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, timeout=300)
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


class Program(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="hemiola-program-")
        self.addCleanup(holder.cleanup)
        self.at = lambda name: os.path.join(holder.name, name)

    def piece(self, name, hz, rate=44100, seconds=2.0):
        """A chord that is struck four times a second."""
        t = numpy.arange(int(seconds * rate)) / rate
        strokes = numpy.exp(-8 * (t % 0.25))
        sound = 0.2 * strokes * sum(numpy.sin(2 * numpy.pi * hz * r * t) for r in (1, 1.25, 1.5))
        write_wav(self.at(name), sound, rate)
        return self.at(name)

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
        # The same as remixing A with itself: one way through the model, in one step or in two.
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
        until = int(0.4 * 44100)  # nothing is frozen before its time
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

        def level_db(*options):
            run("remix", self.at("pad.wav"), self.at("beat.wav"), "-o", self.at("r.wav"), *options)
            late = read_float_wav(self.at("r.wav"))[3 * rate:]
            return 10 * numpy.log10(numpy.mean(late.astype(float)**2) + 1e-12)
        running = level_db()
        for moment in (2.05, 2.2, 2.3, 2.45):
            self.assertGreater(level_db("--freeze-rhythm", moment), running - 6, moment)
        # Between two hits there is silence, for who wants it.
        self.assertLess(level_db("--freeze-rhythm", 2.45, "--freeze-at", "now"), running - 20)

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
        self.assertEqual(facts["latency_samples"], 2740)  # what the server declares, too
        self.assertEqual(facts["harmony"], {"places": 108, "channels_a_place": 1})
        self.assertTrue(facts["streams"])
        self.assertIn("frames", facts["record"])
        text = run("info", "--sample-rate", 44100)[0]
        self.assertIn("470 samples", text)

    def test_corpus_then_train_makes_a_model_that_plays(self):
        run("corpus", "--out", self.at("corpus"), "--clips", 3, "--clip-seconds", 3)
        self.assertTrue(os.path.exists(self.at("corpus/clip_0002.json")))
        out, _ = run("train", "--audio", self.at("corpus"), "--out", self.at("m.safetensors"),
                     "--frames", 600, "--batch", 2, "--clip-frames", 50, "--sound-frames", 400,
                     "--sound-width", 32, "--json")
        self.assertEqual(json.loads(out)["steps"], 6)
        self.assertEqual(json.loads(out)["sound"]["steps"], 2)
        facts = json.loads(run("info", self.at("m.safetensors"), "--json")[0])
        self.assertEqual(facts["record"]["audio"]["seed"], 1)
        self.assertEqual(facts["record"]["sound"]["frames"], 400)
        self.assertEqual(facts["sound"], "learned")
        a = self.piece("a.wav", 220)
        run("remix", a, a, "-o", self.at("r.wav"), "--model", self.at("m.safetensors"))
        self.assertTrue(os.path.exists(self.at("m.safetensors.run/log.csv")))

    def test_killed_while_it_trains_and_resumed_it_ends_with_the_same_model(self):
        run("corpus", "--out", self.at("corpus"), "--clips", 2, "--clip-seconds", 3)

        def command(name):
            return ["train", "--audio", self.at("corpus"), "--out", self.at(name), "--frames", 400,
                    "--batch", 2, "--clip-frames", 50, "--features", self.at("features"),
                    "--save-every", 0, "--sound-frames", 600, "--sound-width", 32]

        def weights(name):  # what comes after the header, which tells how long it took
            with open(self.at(name), "rb") as file:
                data = file.read()
            return data[8 + int.from_bytes(data[:8], "little"):]

        run(*command("whole.safetensors"))
        # Once in each stage.
        for stage, more in (("", []), ("sound/", ["--resume"])):
            victim = subprocess.Popen([HEMIOLA, *map(str, command("parts.safetensors")), *more],
                                      stderr=subprocess.DEVNULL)
            step = self.at("parts.safetensors.run/%scheckpoint/step" % stage)
            until = time.monotonic() + 60
            while not os.path.exists(step) and time.monotonic() < until:
                time.sleep(0.01)
            victim.kill()
            self.assertEqual(victim.wait(), -signal.SIGKILL)
            self.assertEqual(os.path.exists(self.at("parts.safetensors")), stage == "sound/")
        run(*command("parts.safetensors"), "--resume")
        self.assertEqual(weights("parts.safetensors"), weights("whole.safetensors"))

    def test_interrupted_while_music_is_made_ready_it_stops_and_says_how_to_go_on(self):
        os.mkdir(self.at("album"))
        for i in range(4):
            self.piece("album/%d.wav" % i, 200 + 50 * i, seconds=60.0)
        training = subprocess.Popen(
            [HEMIOLA, "train", "--audio", self.at("album"), "--out", self.at("m.safetensors")],
            stderr=subprocess.PIPE, text=True)
        for line in training.stderr:
            if "minutes of music" in line:
                break
        time.sleep(0.5)
        training.send_signal(signal.SIGINT)
        error = training.stderr.read()
        training.stderr.close()
        self.assertEqual(training.wait(), 0, error)
        self.assertIn("stopped while the music was made ready", error)
        self.assertIn("--resume", error)

    def test_training_on_nothing_says_what_is_needed(self):
        os.mkdir(self.at("empty"))
        _, error = run("train", "--audio", self.at("empty"), "--out", self.at("m.safetensors"),
                       status=1)
        self.assertIn("give a folder with", error)
        _, error = run("train", "--audio", self.at("empty"), "--out", self.at("m.safetensors"),
                       "--own-method", status=1)
        self.assertIn("is for --preset paper", error)

    def test_the_paper_preset_trains_and_says_that_it_can_not_stream(self):
        run("corpus", "--out", self.at("corpus"), "--clips", 2, "--clip-seconds", 3)
        run("train", "--audio", self.at("corpus"), "--out", self.at("p.safetensors"), "--preset",
            "paper", "--frames", 80, "--batch", 2, "--clip-frames", 20)  # has no second stage
        self.assertFalse(json.loads(run("info", self.at("p.safetensors"), "--json")[0])["streams"])
        a = self.piece("a.wav", 220)
        _, error = run("remix", a, a, "-o", self.at("r.wav"), "--model", self.at("p.safetensors"),
                       status=1)
        self.assertIn("not causal", error)


if __name__ == "__main__":
    unittest.main()
