"""The pieces of examples/pieces, played for some seconds each: none is silent, and none clips."""
import glob
import os
import re
import unittest

import language

# Time enough for each frame on a machine that does other things too: a test of pieces, not of speed.
START = """
Hemiola.autoStart = false;
s.boot;
(
Hemiola.start(s, latency: 0.3);
while { Hemiola.ready.not } { 0.05.wait };
)
"""
LISTEN = """
(
var peak = 0, squares = 0, count = 0;
OSCdef(\\heard, { |message|
	peak = max(peak, max(message[3], message[5]));
	squares = squares + message[4].squared;
	count = count + 1;
}, '/heard');
0.5.wait;
{ SendPeakRMS.ar(In.ar(0, 2), 20, cmdName: '/heard'); Silent.ar }.play(s, addAction: \\addToTail);
2.5.wait;
"HEARD %s % % %".format(peak, (squares / max(1, count)).sqrt, count).postln;
OSCdef(\\heard).free;
CmdPeriod.run;
Ndef.clear;
0.3.wait;
)
"""


class Pieces(unittest.TestCase):
    def test_no_piece_is_silent_or_clips(self):
        paths = sorted(glob.glob(os.path.join(language.ROOT, "examples", "pieces", "*.scd")))
        self.assertGreaterEqual(len(paths), 10)
        texts = language.chunks(START)
        for path in paths:
            with open(path) as file:
                texts += [chunk for chunk in language.chunks(file.read())
                          if not re.search(r"^s\.boot", chunk, re.M)]
            texts += language.chunks(LISTEN.replace("%s", os.path.basename(path)))
        printed = language.run_chunks(texts, listen=False)
        heard = re.findall(r"^HEARD (\S+) (\S+) (\S+) (\d+)", printed, re.M)
        self.assertEqual([row[0] for row in heard], [os.path.basename(path) for path in paths])
        for name, peak, rms, count in heard:
            print("%-16s peak %.2f, rms %.3f" % (name, float(peak), float(rms)))
            with self.subTest(name):
                self.assertGreater(int(count), 10)
                # Less than it sounds like where the machine is busy: late frames are faded out.
                self.assertGreater(float(peak), 0.01, name + " is silent")
                self.assertGreater(float(rms), 0.001, name + " is silent")
                self.assertLess(float(peak), 1, name + " clips")

    def test_every_piece_is_listed(self):
        folder = os.path.join(language.ROOT, "examples", "pieces")
        with open(os.path.join(folder, "README.md")) as file:
            listed = re.findall(r"^\| \[(\S+\.scd)\]\(\1\) \|", file.read(), re.M)
        self.assertEqual(sorted(listed), sorted(
            name for name in os.listdir(folder) if name.endswith(".scd")))


if __name__ == "__main__":
    unittest.main()
