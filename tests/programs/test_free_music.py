"""scripts/free-music on its smallest package: what it keeps, omits and reports; resuming."""
import json
import os
import subprocess
import sys
import tempfile
import types
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPT = os.path.join(ROOT, "scripts", "free-music")
PACKAGE = "drascula-music"  # 36 MB, with repetitions and short tracks


def script():
    """The script as a module, to test its functions."""
    module = types.ModuleType("free_music")
    module.__file__ = SCRIPT
    with open(SCRIPT) as file:
        exec(compile(file.read(), SCRIPT, "exec"), module.__dict__)
    return module


class FreeMusic(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory(prefix="hemiola-music-")
        cls.folder = os.path.join(cls.holder.name, "music")
        cls.printed = cls.call()
        with open(os.path.join(cls.folder, "music.json")) as file:
            cls.music = json.load(file)

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    @classmethod
    def call(cls):
        works = os.path.join(cls.holder.name, "works.md")
        result = subprocess.run([sys.executable, SCRIPT, cls.folder, "--package", PACKAGE, "--works", works],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=1500)
        assert result.returncode == 0, result.stdout
        return result.stdout

    def test_every_track_says_where_it_is_from_whose_it_is_and_where_it_belongs(self):
        tracks = self.music["tracks"]
        self.assertGreater(len(tracks), 10)
        for track in tracks:
            self.assertTrue(os.path.exists(os.path.join(self.folder, track["file"])), track)
            self.assertEqual((track["package"], track["split"]), (PACKAGE, "train"))
            self.assertTrue(track["file"].startswith("train/" + PACKAGE + "/"))
            self.assertEqual(track["licence"], "Drascula-License")
            self.assertIn("Alcachofa Soft", track["authors"])
            self.assertGreaterEqual(track["seconds"], 40)
            self.assertTrue(track["version"])
            self.assertTrue(os.path.exists(os.path.join(self.folder, track["copyright_file"])))

    def test_short_tracks_and_second_copies_are_left_out_and_named(self):
        reasons = {entry["file"]: entry["reason"] for entry in self.music["left_out"]}
        self.assertTrue(any("the same as train/" in why for why in reasons.values()), reasons)
        self.assertTrue(any(why.endswith(" s") for why in reasons.values()), reasons)
        self.assertFalse(any("can't be read" in why for why in reasons.values()), reasons)
        for name in reasons:
            self.assertFalse(os.path.exists(os.path.join(self.folder, name)), name)

    def test_the_package_is_gone_nothing_was_installed_and_the_disk_was_told_before(self):
        self.assertEqual(os.listdir(os.path.join(self.folder, ".download")), ["partial"])
        asked = subprocess.run(["dpkg-query", "-W", PACKAGE], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        self.assertNotEqual(asked.returncode, 0)
        self.assertLess(self.printed.index("MB of disk"), self.printed.index("1 of 1: " + PACKAGE))

    def test_a_second_call_fetches_nothing_and_says_the_same(self):
        again = self.call()
        self.assertNotIn("MB to fetch", again)
        with open(os.path.join(self.folder, "music.json")) as file:
            self.assertEqual(json.load(file), self.music)

    def test_the_list_of_works_names_each_with_its_licence(self):
        with open(os.path.join(self.holder.name, "works.md")) as file:
            page = file.read()
        self.assertIn("**Drascula-License**", page)
        for track in self.music["tracks"]:
            self.assertIn(os.path.basename(track["file"]), page)

    def test_the_last_paragraph_that_names_a_file_has_the_word(self):
        rights = script().rights_of
        text = ("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
                "Files: *\nCopyright: 2001 All\nLicense: GPL-2+\n\n"
                "Files: data/music/*\nCopyright: 2002 Musician\n           2003 Another\nLicense: CC-BY-SA-3.0\n\n"
                "Files: data/music/own.ogg\nCopyright: 2004 Third\nLicense: CC0\n whole text\n")
        self.assertEqual(rights("usr/share/game/data/music/own.ogg", text), ("CC0", "2004 Third"))
        self.assertEqual(rights("usr/share/game/data/music/b.ogg", text),
                         ("CC-BY-SA-3.0", "2002 Musician 2003 Another"))
        self.assertEqual(rights("usr/share/game/sounds/c.ogg", text), ("GPL-2+", "2001 All"))

    def test_the_split_is_by_package_and_the_test_is_what_it_should_be(self):
        splits = script().SPLITS
        self.assertEqual({name for name, split in splits.items() if split == "test"},
                         {"supertuxkart-data", "freedroidrpg-data", "singularity-music"})
        self.assertEqual({name for name, split in splits.items() if split == "validation"},
                         {"unknown-horizons", "megaglest-data"})
        self.assertEqual(len(splits), 13)


if __name__ == "__main__":
    unittest.main()
