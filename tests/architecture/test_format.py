"""Every C++ source is as clang-format 22 writes it, by the .clang-format of this repository."""
import os
import subprocess
import unittest

ROOT = os.environ["HEMIOLA_ROOT"]
PROGRAM = "clang-format-22"  # one version, as each writes something else


def sources(root):
    """The C++ files of the engine, the plugins and the tests."""
    for top in ("engine", "plugins", "tests"):
        for folder, _, names in os.walk(os.path.join(root, top)):
            yield from (os.path.join(folder, name) for name in names if name.endswith((".h", ".cpp")))


def complaints(paths):
    """What clang-format would change, as it says it."""
    done = subprocess.run([PROGRAM, "--dry-run", *paths], cwd=ROOT, text=True,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    return done.stderr


class Format(unittest.TestCase):
    def test_every_source_is_formatted(self):
        paths = sorted(sources(ROOT))
        self.assertGreater(len(paths), 300)
        self.assertEqual(complaints(paths), "", PROGRAM + " -i FILE mends a file")

    def test_another_format_is_found(self):
        path = os.path.join(ROOT, "engine", "badly_formatted.h")
        done = subprocess.run([PROGRAM, "--dry-run", "--assume-filename=" + path], cwd=ROOT, text=True,
                              input="int  f( ) {return 1 ;}\n", stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, check=False)
        self.assertIn("warning", done.stderr)


if __name__ == "__main__":
    unittest.main()
