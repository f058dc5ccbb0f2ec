"""The classes without a server: test_classes.scd."""
import os
import subprocess
import unittest

import language


class Classes(unittest.TestCase):
    def test_sizes_shapes_messages_errors_and_help(self):
        status, printed = language.run("test_classes.scd", seconds=600)
        self.assertNotIn("FAILED:", printed)
        self.assertEqual(status, 0, printed[-4000:])
        self.assertIn("CHECKS HELD", printed)
        complaints = printed[printed.index("Indexed"):].splitlines()[1:]
        self.assertEqual([line for line in complaints if "SCDoc" in line or "roken" in line], [])

    def test_the_page_of_osc_messages_says_what_the_design_page_says(self):
        result = subprocess.run([os.path.join(language.ROOT, "scripts", "osc-help"), "--check"],
                                stdout=subprocess.PIPE, text=True)
        self.assertEqual(result.returncode, 0, result.stdout)


if __name__ == "__main__":
    unittest.main()
