"""hemiola train as a user runs it: any folder; stops, resumes, and keeps what was learned."""
import json
import os
import shutil
import signal
import subprocess
import time
import unittest

from program import HEMIOLA, Files, run

SHORT = ("--batch", 2, "--clip-frames", 50, "--sound-frames", 0, "--threads", 1)


class Training(Files):
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
        self.assertEqual(facts["record"]["sound"]["frames"], 416)  # whole steps of two clips
        self.assertEqual(facts["sound"], "learned")
        a = self.piece("a.wav", 220)
        run("remix", a, a, "-o", self.at("r.wav"), "--model", self.at("m.safetensors"))
        for name in ("curves.png", "examples.png", "sound/curves.png", "log.csv", "sound/log.csv"):
            self.assertGreater(os.path.getsize(self.at("m.safetensors.run/" + name)), 60, name)

    def test_killed_while_it_trains_and_resumed_it_ends_with_the_same_model(self):
        run("corpus", "--out", self.at("corpus"), "--clips", 2, "--clip-seconds", 3)

        def command(name):
            return ["train", "--audio", self.at("corpus"), "--out", self.at(name), "--frames", 400,
                    "--batch", 2, "--clip-frames", 50, "--features", self.at("features"),
                    "--save-every", 0, "--sound-frames", 600, "--sound-width", 32]

        def weights(name):  # the data after the header, which contains timings
            with open(self.at(name), "rb") as file:
                data = file.read()
            return data[8 + int.from_bytes(data[:8], "little"):]

        run(*command("whole.safetensors"))
        # Once per stage.
        for stage, more in (("", []), ("sound/", ["--resume"])):
            victim = subprocess.Popen([HEMIOLA, *map(str, command("parts.safetensors")), *more],
                                      stderr=subprocess.DEVNULL)
            step = self.at("parts.safetensors.run/%scheckpoint/step" % stage)
            until = time.monotonic() + 600
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
        self.assertEqual(training.wait(), 128 + signal.SIGINT, error)
        self.assertIn("stopped while the music was prepared", error)
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

    def record(self, name):
        return json.loads(run("info", self.at(name), "--json")[0])["record"]

    def train(self, *more, out="m.safetensors", frames=400, status=0):
        return run("train", "--audio", self.at("album"), "--out", self.at(out), "--frames", frames,
                   *SHORT, *more, status=status)

    def album(self):
        os.mkdir(self.at("album"))
        self.piece("album/1.wav", 220, seconds=4.0)
        self.piece("album/2.wav", 330, seconds=4.0)

    def test_pictures_that_can_not_be_drawn_cost_no_model(self):
        self.album()
        for taken in ("curves.png", "sound/curves.png"):
            os.makedirs(self.at("m.safetensors.run/" + taken))
        _, error = run("train", "--audio", self.at("album"), "--out", self.at("m.safetensors"), "--frames",
                       100, "--batch", 2, "--clip-frames", 50, "--sound-frames", 200, "--sound-width", 32)
        self.assertEqual(error.count("pictures were not drawn, training continues"), 2)
        self.assertNotIn("no checkpoint", error)
        self.assertTrue(os.path.exists(self.at("m.safetensors")))

    def test_one_strange_file_never_stops_a_training(self):
        self.album()
        for folder in ("album/.Trash-1000", "elsewhere"):
            os.mkdir(self.at(folder))
        self.piece("album/.Trash-1000/gone.wav", 440)
        self.piece("elsewhere/3.wav", 440, seconds=4.0)
        os.symlink("../elsewhere", self.at("album/linked"))
        self.piece("album/slow.wav", 1, rate=40, seconds=60.0)
        open(self.at("album/none.wav"), "w").close()
        open(self.at("album/4.m4a"), "w").close()
        # The header of a stream: all sizes at their maximum.
        with open(self.piece("album/stream.wav", 220), "rb") as file:
            data = bytearray(file.read())
        data[4:8] = data[40:44] = b"\xff" * 4
        with open(self.at("album/stream.wav"), "wb") as file:
            file.write(data)
        _, error = self.train()
        self.assertIn("4 pieces, 14 seconds of music", error)
        self.assertIn("1 .m4a; convert", error)
        self.assertIn("hidden folders (.Trash-1000)", error)
        self.assertIn("slow.wav: its sample rate is 40 Hz", error)
        self.assertIn("so little music is learned by heart", error)

    def test_a_single_file_can_be_learned(self):
        self.album()
        _, error = run("train", "--audio", self.at("album/1.wav"), "--out", self.at("m.safetensors"),
                       "--frames", 200, *SHORT)
        self.assertIn("1 pieces, 4 seconds of music", error)

    def test_albums_with_files_of_equal_names_sizes_and_dates_are_heard_as_two(self):
        for folder, hz in (("A", 220), ("B", 330)):
            os.mkdir(self.at(folder))
            os.utime(self.piece(folder + "/01.wav", hz, seconds=4.0), (1e9, 1e9))
        run("train", "--audio", self.at("A"), self.at("B"), "--out", self.at("m.safetensors"),
            "--frames", 200, *SHORT)
        self.assertEqual(len(os.listdir(self.at("m.safetensors.run/features"))), 2)

    def test_a_checkpoint_is_never_dropped_without_a_word(self):
        self.album()
        self.train()
        with open(self.at("m.safetensors.run/checkpoint/step")) as file:
            self.assertEqual(file.read(), "4\n")
        _, error = self.train(status=1)
        self.assertIn("there is a checkpoint at step 4", error)
        self.assertIn("--restart", error)
        self.train("--restart", frames=200)
        with open(self.at("m.safetensors.run/checkpoint/step")) as file:
            self.assertEqual(file.read(), "2\n")
        self.train("--restart", "--resume", status=1)

    def test_a_run_that_is_done_stays_as_it_is_and_its_record_true(self):
        self.album()
        self.train()
        before = self.record("m.safetensors")
        self.assertGreater(before["error_nats"], 0)
        for frames in (400, 200):
            _, error = self.train("--resume", frames=frames)
            self.assertIn("these 4 steps are all that --frames asks for", error)
            after = self.record("m.safetensors")
            # The log stores six digits of each value.
            for key in ("error_nats", "loss", "rhythm_kl_nats_a_frame"):
                self.assertAlmostEqual(after[key] / before[key], 1, 4, key)
            self.assertEqual((after["steps"], after["frames"]), (4, 400))
        self.train("--resume", frames=600)
        self.assertEqual(self.record("m.safetensors")["steps"], 6)

    def test_a_stop_between_the_names_of_two_checkpoints_loses_none(self):
        self.album()
        self.train(frames=200)
        run_folder = self.at("m.safetensors.run/")
        os.rename(run_folder + "checkpoint", run_folder + "checkpoint.old")
        os.mkdir(run_folder + "checkpoint.partial")
        self.train(status=1)
        _, error = self.train("--resume")
        self.assertIn("resumed at step 2", error)
        self.assertEqual(sorted(n for n in os.listdir(run_folder) if "checkpoint" in n),
                         ["checkpoint"])

    def test_a_run_is_not_resumed_as_another_kind_of_model(self):
        self.album()
        self.train(frames=200)
        _, error = self.train("--resume", "--preset", "paper", status=1)
        self.assertIn("was begun with --preset pitch", error)
        _, error = self.train("--resume", "--width", 64, status=1)
        self.assertIn("was begun with --width 32", error)
        self.train("--resume")

    def test_a_stopped_training_does_not_look_like_a_finished_one(self):
        self.album()
        for number in (signal.SIGINT, signal.SIGTERM):
            training = subprocess.Popen(
                [HEMIOLA, "train", "--audio", self.at("album"), "--out", self.at("m.safetensors"),
                 "--frames", "1e9", "--resume", *map(str, SHORT)], stderr=subprocess.PIPE, text=True)
            for line in training.stderr:
                if "step " in line:
                    break
            training.send_signal(number)
            error = training.stderr.read()
            training.stderr.close()
            self.assertEqual(training.wait(), 128 + number, error)
            self.assertIn("--resume continues", error)
            self.assertFalse(os.path.exists(self.at("m.safetensors")))

    def test_names_that_are_no_utf_8_cost_no_training(self):
        self.album()
        folder = os.fsencode(self.at("."))
        odd = os.path.join(folder, b"Caf\xe9.safetensors")
        result = subprocess.run(
            [HEMIOLA, "train", "--audio", self.at("album"), "--out", odd, "--frames", "200",
             "--json", *map(str, SHORT)], check=True, capture_output=True)
        self.assertEqual(json.loads(result.stdout.decode())["steps"], 2)
        subprocess.run([HEMIOLA, "train", "--audio", self.at("album"), "--from", odd, "--out",
                        self.at("child.safetensors"), "--frames", "200", "--practice-minutes", "0.4",
                        "--cache", self.at("cache"), *map(str, SHORT)],
                       check=True, capture_output=True)
        record = self.record("child.safetensors")
        self.assertEqual(record["from"], "Caf\ufffd.safetensors")
        # Practice music was beside the album: two clips of twelve seconds, rendered once.
        self.assertEqual([each["share"] for each in record["audio"]], [0.7, 0.3])
        rendered = os.path.join(self.at("cache"), os.listdir(self.at("cache"))[0])
        self.assertEqual(sum(name.endswith(".pitched.flac") for name in os.listdir(rendered)), 2)

    def test_numbers_that_make_no_sense_are_refused_in_plain_words(self):
        self.album()
        for option, value, words in (("--batch", 3, "even number"), ("--threads", -3, "not in range"),
                                     ("--frames", -5, '"-5" is not a number above 0'),
                                     ("--frames", "nan", "is not a number above 0"),
                                     ("--save-every", -1, "is not 0 or more")):
            _, error = run("train", "--audio", self.at("album"), "--out", self.at("m.safetensors"),
                           option, value, status=2)
            self.assertIn(words, error)
            self.assertLess(len(error), 200)


if __name__ == "__main__":
    unittest.main()
