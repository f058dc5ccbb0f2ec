"""The repository as a quark: its folder has the classes once, their help, and none of the tests' classes."""
import os
import tempfile
import unittest

import language

SCRIPT = os.path.join(language.HERE, "quark.scd")


class Quark(unittest.TestCase):
    def test_the_repositorys_folder_is_one(self):
        with tempfile.TemporaryDirectory(prefix="hemiola-quarks-") as quarks:
            folder = os.path.join(quarks, "Hemiola")
            os.mkdir(folder)
            for name in os.listdir(language.ROOT):  # but what is made there
                if name not in ("build", "demo", ".git"):
                    os.symlink(os.path.join(language.ROOT, name), os.path.join(folder, name))
            status, printed = language.run(SCRIPT, folder, extensions=folder)
        self.assertEqual(status, 0, printed[-4000:])
        self.assertNotIn("duplicate", printed.lower())
        self.assertIn("classes: 1 of Hemiola, none of the tests", printed, printed[-4000:])
        self.assertIn("named Hemiola, version 0.", printed, printed[-4000:])
        self.assertIn("help: true", printed, printed[-4000:])


if __name__ == "__main__":
    unittest.main()
