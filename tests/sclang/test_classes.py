"""The classes without a server: test_classes.scd."""
import unittest

import language


class Classes(unittest.TestCase):
    def test_sizes_shapes_messages_errors_and_help(self):
        status, printed = language.run("test_classes.scd", seconds=60)
        self.assertNotIn("FAILED:", printed)
        self.assertEqual(status, 0, printed[-4000:])
        self.assertIn("CHECKS HELD", printed)
        complaints = printed[printed.index("Indexed"):].splitlines()[1:]
        self.assertEqual([line for line in complaints if "SCDoc" in line or "roken" in line], [])


if __name__ == "__main__":
    unittest.main()
