"""Installed into a clean prefix, each of the three users gets from there alone to sound by what the README
and the guide have them type."""
import os
import random
import re
import shutil
import subprocess
import tempfile
import time
import unittest

import language
import servers
from test_scores import RATE, strength

GUIDE = os.path.join("HelpSource", "Guides", "Hemiola-Five-Minutes.schelp")


def lines_of(*texts):
    """What has to be typed: no comments, no lone brackets."""
    return [line for text in texts for line in text.splitlines()
            if re.sub(r"[()\s]", "", line.split("//")[0])]


class FromThePrefixAlone(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.prefix = tempfile.mkdtemp(prefix="hemiola-prefix-")
        cls.addClassCleanup(shutil.rmtree, cls.prefix)
        begun = time.monotonic()
        result = subprocess.run([os.environ["HEMIOLA_CMAKE"], "--install",
                                 os.environ["HEMIOLA_BUILD"], "--prefix", cls.prefix],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert result.returncode == 0, result.stdout
        cls.installing = time.monotonic() - begun
        cls.extensions = os.path.join(cls.prefix, "share", "SuperCollider", "Extensions", "Hemiola")
        cls.plugins = servers.plugin_path(
            os.path.join(cls.prefix, "lib", "SuperCollider", "plugins", "Hemiola"))
        with open(os.path.join(cls.extensions, GUIDE)) as file:
            cls.guide = file.read()

    def play(self, texts, **options):
        """Without the variables that name a worker or a model of the build."""
        return language.run_chunks(texts, plugins=self.plugins, extensions=self.extensions,
                                   environment={"HEMIOLA_WORKER": "", "HEMIOLA_MODEL": ""}, **options)

    def section(self, name):
        text = re.search(r"SECTION:: The %s\n(.*?)(?=^SECTION::|\Z)" % name, self.guide,
                         re.M | re.S).group(1)
        return [re.findall(r"^%s::\n(.*?)^::" % kind, text, re.M | re.S)
                for kind in ("code", "teletype")]

    def report(self, who, lines, seconds):
        """The line that installs counts, too."""
        print("%s: %d lines; %.1f s from install to sound: %.1f s to install and %.1f s from starting "
              "sclang" % (who, 1 + len(lines), self.installing + float(seconds), self.installing,
                          float(seconds)))

    def test_the_live_coder(self):
        chunks = []
        for chunk in language.chunks(language.blocks(
                os.path.join(language.ROOT, "README.md"))[0]):
            chunks.append(chunk)
            if ".play" in chunk:
                break
        printed = self.play(chunks)
        self.assertIn("Hemiola: ready on", printed)
        self.report("live coder", lines_of(*chunks),
                    self.seconds_to_sound(printed))

    def test_the_installation_artist(self):
        """sclang only starts the sound; a sensor (oscsend) turns it."""
        code, shell = self.section("installation artist")
        room = language.chunks(code[0])
        rotate = next(line for line in shell[0].splitlines() if "harmony/rotate" in line)
        folder = tempfile.mkdtemp(prefix="hemiola-artist-", dir=self.prefix)
        record = """
~level = 0;
OSCdef(\\level, { |message| ~level = max(~level, message[3]) }, '/level');
{ SendReply.kr(Impulse.kr(50), '/level', A2K.kr(In.ar(0).abs)); Silent.ar }.play(s, addAction: \\addToTail);
while { ~level < 1e-5 } { 0.02.wait };
"SOUND AFTER %% SECONDS\\n".postf((Main.elapsedTime - ~began).round(0.1));
~record = { |name|
	s.recHeaderFormat = "wav";
	s.record("%s/" ++ name, duration: 1.2);
	1.6.wait
};
1.wait; ~record.("before.wav");
"%s".replace("57140", Hemiola.oscPort.asString).unixCmdGetStdOut;
1.wait; ~record.("after.wav");
""" % (folder, rotate)
        printed = self.play(["~began = Main.elapsedTime;\n", "s.boot;\n", *room, record], listen=False)
        before, after = (servers.read_wav(os.path.join(folder, name + ".wav"))[0][:RATE]
                         for name in ("before", "after"))
        moved = 110 * 2 ** (float(rotate.split()[-1]) / 12)
        lower, higher = (strength(sound, moved) / (strength(sound, 110) + 1e-9)
                         for sound in (before, after))
        print("at %.0f Hz against 110 Hz: %.2f before, %.2f after" % (moved, lower, higher))
        self.assertGreater(max(map(abs, before)), 0.001, printed[-3000:])
        self.assertGreater(higher, 3 * lower)
        self.report("installation artist", ["s.boot;", *lines_of(*room), rotate],
                    self.seconds_to_sound(printed))

    def seconds_to_sound(self, printed):
        return re.search(r"SOUND AFTER ([\d.]+) SECONDS", printed).group(1)

    def test_the_composer(self):
        code, _ = self.section("composer")
        wav = os.path.join(self.prefix, "turning-%d.wav" % random.randrange(10**6))
        typed = language.chunks(code[1])
        score = [chunk.replace('PathName.tmp +/+ "turning.wav"', '"%s"' % wav)
                 .replace('"rendered".postln', "~rendered = true") for chunk in typed]
        self.assertTrue(any(wav in chunk for chunk in score), "the guide renders nothing")
        begun = time.monotonic()
        self.play([*score,
                   "while { ~rendered.isNil } { 0.05.wait };\n"], listen=False)
        seconds = time.monotonic() - begun
        sound = servers.read_wav(wav)[0]
        self.assertGreaterEqual(len(sound), 3 * 44100)  # what recordNRT takes if not told
        self.assertGreater(max(map(abs, sound)), 0.01)
        self.report("composer", lines_of(*typed), "%.1f" % seconds)


if __name__ == "__main__":
    unittest.main()
