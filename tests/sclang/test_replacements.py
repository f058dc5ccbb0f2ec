"""A thousand node replacements in the NodeProxy role lose no voice: replacements.scd."""
import os
import unittest

import language


class Replacements(unittest.TestCase):
    def test_a_thousand_synths_in_a_role_lose_no_voice(self):
        with open(os.path.join(language.HERE, "replacements.scd")) as file:
            # NodeProxy.clear closes each synth's gate twice; on a busy machine it has ended in between.
            printed = language.run_chunks(language.chunks(file.read()), listen=False,
                                          missing=("n_free", "n_set"))
        print([line for line in printed.splitlines() if line.startswith("REPLACED")])
        self.assertIn("REPLACED 1000 SYNTHS", printed)


if __name__ == "__main__":
    unittest.main()
