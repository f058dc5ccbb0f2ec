"""hemiola evaluate end to end on a few short clips: all rows are present, and the cache is used."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

HEMIOLA = os.environ["HEMIOLA"]
SMALL = ["--quick", "--clips", 3, "--train-clips", 8, "--font-clips", 2, "--steps", 6, "--clip-seconds", 5]


def run(*arguments, status=0):
    result = subprocess.run([HEMIOLA, *map(str, arguments)], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, timeout=1500)
    assert result.returncode == status, "%s: %d\n%s%s" % (arguments, result.returncode,
                                                          result.stdout, result.stderr)
    return result.stdout, result.stderr


class Evaluate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory(prefix="hemiola-evaluate-")
        cls.cache = os.path.join(cls.holder.name, "cache")

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def at(self, name):
        return os.path.join(self.holder.name, name)

    def test_1_every_row_of_the_table_comes_with_a_number_and_the_picture_and_ranges_are_written(self):
        out, _ = run("evaluate", *SMALL, "--sound-pairs", 1, "--json", "--cache", self.cache,
                     "--picture", self.at("m.png"), "--ranges", self.at("ranges.json"))
        measures = {m["id"]: m for m in json.loads(out)["measures"]}
        for name in ("reconstruction.error", "rotation.fifth", "rotation.octave", "rotation.half",
                     "rotation.error", "cross.chord_of_a", "cross.chord_of_b", "cross.drums_of_b",
                     "cross.drums_of_a", "cross.notes_of_b", "cross.notes_of_a",
                     "freeze.chord_stays", "freeze.drums_go_on", "freeze.onsets_stop",
                     "freeze.chords_go_on", "predictor.harmony_chord", "predictor.rhythm_chord",
                     "predictor.rhythm_drums", "predictor.harmony_drums",
                     "predictor.notes_drums", "font.error",
                     "font.shortfall", "latent.harmony_silence", "latent.harmony_loudness",
                     "latent.rhythm_loudness", "smooth.dip", "smooth.roughness", "smooth.blend",
                     "cost.frame", "sound.chord_of_a", "sound.onsets_of_b",
                     "sound.rotated_chord"):
            self.assertIn(name, measures)
            self.assertIsInstance(measures[name]["value"], float, name)
        # Holds for any usable model, even with transcribers that are hardly trained.
        value = {name: measure["value"] for name, measure in measures.items()}
        self.assertTrue(0.05 < value["reconstruction.error"] < 0.35, value["reconstruction.error"])
        self.assertGreater(value["rotation.error"], value["reconstruction.error"])
        self.assertGreater(value["cross.chord_of_a"], value["cross.chord_of_b"] + 0.1)
        self.assertEqual((value["latent.harmony_silence"], value["latent.rhythm_silence"]), (0, 0))
        self.assertLess(value["latent.harmony_loudness"], 0.1)
        self.assertGreater(value["sound.envelope_of_b"], value["sound.envelope_of_a"] + 0.4)
        self.assertGreater(value["sound.rotated_chroma"], 0.9)
        # The rival, a median filter, lets more of A's drums through.
        self.assertGreater(measures["sound.envelope_of_a"]["rivals"]["median filter"]["value"],
                           value["sound.envelope_of_a"])
        self.assertIn("median filter", measures["sound.chord_of_a"]["rivals"])
        self.assertIn("Rubber Band", measures["sound.rotated_chord"]["rivals"])
        self.assertEqual(measures["reconstruction.error"]["target"], 0.2)
        with open(self.at("m.png"), "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")
        with open(self.at("ranges.json")) as file:
            ranges = json.load(file)
        self.assertEqual((len(ranges["harmony"]), len(ranges["rhythm"])), (1, 64))
        for channel in ranges["harmony"] + ranges["rhythm"]:
            self.assertLessEqual(channel["low"], channel["high"])

    def test_2_the_second_run_finds_readers_and_music_in_the_cache_and_says_the_same(self):
        before = {name: os.path.getmtime(os.path.join(self.cache, name))
                  for name in os.listdir(self.cache)}
        self.assertTrue(any(name.startswith("transcriber-") for name in before))
        out, _ = run("evaluate", *SMALL, "--cache", self.cache)
        self.assertIn("targets are met", out)
        self.assertIn("mean abs error of log bands", out)
        after = {name: os.path.getmtime(os.path.join(self.cache, name))
                 for name in os.listdir(self.cache)}
        self.assertEqual(before, after)

    def test_3_the_table_of_the_sound_has_every_row_with_its_rivals(self):
        out, _ = run("evaluate", "--sound", "--json", "--clips", 2, "--clip-seconds", 5, "--cache", self.cache)
        result = json.loads(out)
        measures = {m["id"]: m for m in result["measures"]}
        targets = {"real.lsd": 4.8, "real.convergence": 0.3, "real.bands": 0.2, "copy.lsd": 5.0,
                   "copy.onsets": 0.95, "copy.envelope": 0.88, "click.rise": 10,
                   "click.before": -22, "tones.cents": 0.1, "tones.bass_cents": 3.7,
                   "tones.modulation": 2, "level.worst": 1.5, "silence.peak": -80,
                   "moves.step": 1.1, "sound.onsets": 0.99, "cost.synthesis": 0.5,
                   "delay.total": 50}
        for name, target in targets.items():
            measure = measures[name]
            self.assertIsInstance(measure["value"], float, name)
            self.assertEqual(measure["target"], target, name)
            self.assertIsInstance(measure["met"], bool, name)
            self.assertIn("phase int.", measure["rivals"], name)
            self.assertIn("Griffin-Lim", measure["rivals"], name)
        self.assertIsNone(measures["moves.step"]["rivals"]["Griffin-Lim"]["value"])
        self.assertLess(measures["tones.cents"]["value"],
                        measures["tones.cents"]["rivals"]["Griffin-Lim"]["value"])
        for kind in ("drum_loop", "strummed_guitar", "piano", "full_band"):
            self.assertIsInstance(measures["users.%s.copy_lsd" % kind]["value"], float)
        told = any("espeak-ng" in remark for remark in result["remarks"])
        self.assertNotEqual(told, "users.voice.copy_lsd" in measures)

    def test_4_anybodys_music_is_judged_from_the_sound_with_rivals_and_what_is_left_out_is_said(self):
        music = self.at("music")
        os.makedirs(music)
        for name in ("garzul", "mika", "compus"):
            shutil.copy("/usr/share/sonic-pi/samples/loop_%s.flac" % name, music)
        shutil.copy("/usr/share/sonic-pi/samples/perc_snap.flac", music)  # too short to evaluate
        with open(os.path.join(music, "broken.wav"), "wb") as file:
            file.write(b"RIFF nothing")
        out, _ = run("evaluate", "--music", music, "--clip-seconds", 5, "--json", "--picture",
                     self.at("music.png"))
        result = json.loads(out)
        measures = {m["id"]: m for m in result["measures"]}
        for name in ("nats", "high_nats", "copy_onsets", "copy_onsets_soft", "copy_chroma",
                     "copy_octaves", "copy_treble", "copy_treble_off", "copy_air_off",
                     "false_tones", "rotated4", "rotated-5", "rotated7", "rotated_onsets", "loop_chroma_of_a",
                     "loop_chroma_of_b", "loop_onsets_of_b", "loop_onsets_of_a", "tune_chroma_of_a",
                     "tune_chroma_of_b", "tune_onsets_of_b", "tune_onsets_of_a"):
            self.assertIsInstance(measures["music." + name]["value"], float, name)
        # Rubber Band shifts the recording itself; median filtering keeps A's own onsets.
        self.assertGreater(measures["music.rotated4"]["ceiling"], 0.4)
        rival = measures["music.loop_onsets_of_a"]["rivals"]["median filter"]
        self.assertGreater(rival["value"], measures["music.loop_onsets_of_a"]["value"] + 0.1)
        # The copy correlates with the piece; an unrelated rhythm does not.
        self.assertGreater(measures["music.copy_onsets"]["value"],
                           measures["music.loop_onsets_of_a"]["value"] + 0.2)
        self.assertEqual(result["settings"]["clips of music"], "3")
        for name in ("perc_snap.flac", "broken.wav"):
            self.assertTrue(any(name in remark for remark in result["remarks"]), name)
        with open(self.at("music.png"), "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")

    def test_5_music_or_loops_that_are_not_there_are_named(self):
        empty = self.at("empty")
        os.makedirs(empty)
        _, error = run("evaluate", "--music", empty, status=1)
        self.assertIn("holds no music", error)
        self.assertIn(empty, error)
        _, error = run("evaluate", "--music", self.at("nowhere"), status=1)
        self.assertIn("nowhere", error)
        _, error = run("evaluate", "--music", self.at("music"), "--clip-seconds", 5, "--loops",
                       empty, status=1)
        self.assertIn("--loops", error)

    def test_a_corpus_without_twins_is_refused_with_a_remedy(self):
        run("corpus", "--out", self.at("own"), "--part", "unseen", "--clips", 2,
            "--clip-seconds", 4)
        _, error = run("evaluate", *SMALL, "--cache", self.cache, "--corpus", self.at("own"),
                       status=1)
        self.assertIn("--twin-semitones -12 -7", error)
        _, error = run("evaluate", *SMALL, "--cache", self.cache, "--corpus", self.at("none"),
                       status=1)
        self.assertIn("holds no clips", error)


if __name__ == "__main__":
    unittest.main()
