"""What is printed for users runs as it is printed: the live coder's example, README, help files."""
import glob
import os
import re
import unittest

import language


class Examples(unittest.TestCase):
    def test_the_live_coders_example_runs_as_written(self):
        with open(os.path.join(language.HERE, "live_coder.scd")) as file:
            printed = language.run_chunks(language.chunks(file.read()))
        self.assertIn("Hemiola: ready on", printed)
        self.assertIn("HEARD", printed)

    def test_the_readme_runs_as_written(self):
        texts = language.blocks(os.path.join(language.ROOT, "README.md"))
        self.assertTrue(texts, "README.md has no ```supercollider block")
        language.run_chunks([chunk for text in texts for chunk in language.chunks(text)],
                            listen=False)

    def test_the_examples_of_the_help_files_run(self):
        files = sorted(glob.glob(os.path.join(language.ROOT, "sclang", "HelpSource", "**",
                                              "*.schelp"), recursive=True))
        self.assertTrue(files)
        texts = ["s.boot;\n"]
        for path in files:
            with open(path) as file:
                found = re.findall(r"^code::\n(.*?)^::", file.read(), re.M | re.S)
            self.assertTrue(found, path + " has no example")
            for text in found:
                texts += [chunk for chunk in language.chunks(text)
                          if not re.match(r"\s*s\.boot\b", chunk)]
                texts.append("CmdPeriod.run;\n")
        language.run_chunks(texts, listen=False)


if __name__ == "__main__":
    unittest.main()
