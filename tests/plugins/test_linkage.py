"""The plugins link only the C++ and C libraries."""
import os
import subprocess
import unittest

ALLOWED = ("linux-vdso", "libstdc++", "libm.so", "libgcc_s", "libc.so", "ld-linux", "libpthread",
           "librt", "libdl")


class Linkage(unittest.TestCase):
    def test_the_plugins_link_no_torch_and_nothing_else_large(self):
        for name in ("Hemiola.so", "Hemiola_supernova.so"):
            path = os.path.join(os.environ["HEMIOLA_PLUGINS"], name)
            text = subprocess.run(["ldd", path], stdout=subprocess.PIPE, check=True,
                                  text=True).stdout
            libraries = [os.path.basename(line.split()[0]) for line in text.splitlines()]
            self.assertGreater(len(libraries), 2)
            for library in libraries:
                self.assertTrue(library.startswith(ALLOWED), name + " links " + library)
            self.assertLess(os.path.getsize(path), 2_000_000)


if __name__ == "__main__":
    unittest.main()
