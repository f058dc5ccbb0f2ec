"""The UnitTest class TestHemiola, on a booted server with the real worker."""
import os
import re
import unittest

import language

RUN = """
// Time enough for each frame on a machine that does other things too.
Hemiola.start(s, latency: 0.3, action: { ~started = true });
while { ~started.isNil or: { Hemiola.ready.not } } { 0.05.wait };
TestHemiola.run;
"PASSED % FAILED %\\n".postf(UnitTest.passes.size, UnitTest.failures.size);
"""


class Unit(unittest.TestCase):
    def test_all_methods_of_TestHemiola(self):
        printed = language.run_chunks(["s.boot;\n", RUN], listen=False,
                                      classes=[os.path.join(language.HERE, "ignore", "unit")])
        passed, failed = map(int, re.search(r"PASSED (\d+) FAILED (\d+)", printed).groups())
        self.assertEqual(failed, 0, printed[-6000:])
        self.assertGreaterEqual(passed, 17, printed[-6000:])


if __name__ == "__main__":
    unittest.main()
