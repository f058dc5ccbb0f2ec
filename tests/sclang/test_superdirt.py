"""Hemiola's effect for SuperDirt, in a stand-in for SuperDirt (ignore/superdirt/StandIn.sc)."""
import os
import unittest

import language


class SuperDirt(unittest.TestCase):
    def test_the_effect_wakes_rotates_blends_and_replaces_itself(self):
        module = os.path.join(language.ROOT, "examples", "superdirt", "hemiola.scd")
        with open(os.path.join(language.HERE, "superdirt.scd")) as file:
            texts = ["~module = %s;\n" % ('"' + module + '"')] + language.chunks(file.read())
        language.run_chunks(texts, listen=False,
                            classes=[os.path.join(language.HERE, "ignore", "superdirt")])


if __name__ == "__main__":
    unittest.main()
