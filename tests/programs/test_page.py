"""hemiola page in a headless Chromium: players load, pictures are drawn, no console errors."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import numpy

HEMIOLA = os.environ["HEMIOLA"]
BROWSER = shutil.which("chromium-headless-shell") or shutil.which("chromium")
CLIPS = ["a", "b", "remix", "rival", "chords", "no_input", "up", "down", "harmony_held", "rhythm_held", "copy_a", "copy_b"]
REAL = ["real1_a", "real1_b", "real1_remix"]
COPIES = ["real1_a_before", "real1_a_now", "real1_b_before", "real1_b_now"]
# On the page: all of these, what scsynth rendered, and the real recordings once more beside their copies.
PLAYERS = len(CLIPS) + len(REAL) + len(COPIES) + 1 + 2


def write_wav(path, samples, rate=44100):
    data = numpy.asarray(samples, "<f4").tobytes()
    with open(path, "wb") as file:
        file.write(b"RIFF" + (36 + len(data)).to_bytes(4, "little") + b"WAVEfmt "
                   + (16).to_bytes(4, "little") + (3).to_bytes(2, "little")
                   + (1).to_bytes(2, "little") + rate.to_bytes(4, "little")
                   + (4 * rate).to_bytes(4, "little") + (4).to_bytes(2, "little")
                   + (32).to_bytes(2, "little") + b"data" + len(data).to_bytes(4, "little") + data)


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        assert BROWSER, "Debian has a browser for this in chromium-headless-shell"
        cls.holder = tempfile.TemporaryDirectory(prefix="hemiola-page-")
        cls.folder = cls.holder.name
        time = numpy.arange(3 * 44100) / 44100
        chord = sum(numpy.sin(2 * numpy.pi * hz * time) for hz in (220, 277.2, 329.6)) / 10
        beat = numpy.random.default_rng(1).normal(0, 0.3, time.size) * numpy.exp(-(time % 0.5) / 0.03)
        for name, sound in (("a", chord), ("b", beat)):
            write_wav(os.path.join(cls.folder, name + ".wav"), sound)
        subprocess.run([HEMIOLA, "page", "a.wav", "b.wav", "--seconds", "3", "--out", "page/index.html",
                        "--real", "a.wav", "b.wav", "by nobody, CC0", "--render", "b.wav", "--render-words", "A <sentence> & more."],
                       cwd=cls.folder, check=True, timeout=1500, stderr=subprocess.DEVNULL)
        cls.page = os.path.join(cls.folder, "page", "index.html")

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def browse(self):
        """The page's own status line after loading, and the console messages."""
        result = subprocess.run(
            [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--user-data-dir=" + os.path.join(self.folder, "profile"), "--enable-logging=stderr",
             "--virtual-time-budget=8000", "--dump-dom", "file://" + self.page],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=1500)
        status = re.search(r'<p class="status"[^>]*>([^<]*)</p>', result.stdout)
        self.assertIsNotNone(status, result.stdout[-2000:] + result.stderr[-2000:])
        return status[0], [line for line in result.stderr.splitlines() if "CONSOLE" in line]

    def test_all_players_load_and_all_pictures_are_drawn_without_a_word_on_the_console(self):
        status, console = self.browse()
        self.assertIn("%d of %d sounds and %d of %d pictures are loaded." % ((PLAYERS,) * 4), status)
        self.assertIn('data-whole="true"', status)
        self.assertEqual(console, [])

    def test_a_missing_sound_and_a_broken_picture_are_told(self):
        clips = os.path.join(self.folder, "page", "clips")
        kept = {name: open(os.path.join(clips, name), "rb").read() for name in ("remix.flac", "up.png")}
        try:
            os.remove(os.path.join(clips, "remix.flac"))
            with open(os.path.join(clips, "up.png"), "wb") as file:
                file.write(b"no picture")
            status, _ = self.browse()
        finally:
            for name, data in kept.items():
                with open(os.path.join(clips, name), "wb") as file:
                    file.write(data)
        self.assertIn("%d of %d sounds and %d of %d pictures" % ((PLAYERS - 1, PLAYERS) * 2), status)
        self.assertIn('data-whole="false"', status)

    def test_the_page_needs_no_network_and_names_every_clip(self):
        with open(self.page, encoding="utf-8") as file:
            html = file.read()
        self.assertNotRegex(html, r"(src|href)=\"(https?:)?//")
        self.assertIn("A &lt;sentence&gt; &amp; more.", html)
        for clip in CLIPS + REAL + COPIES:
            for ending in ("flac", "png"):
                self.assertIn("clips/%s.%s" % (clip, ending), html)
        self.assertNotIn("nan", re.sub(r"<[^>]*>", "", html.split("<main>")[1].split("</main>")[0]))

    def test_the_voice_of_before_and_that_of_now_lie_side_by_side_and_differ(self):
        clips = os.path.join(self.folder, "page", "clips")
        sounds = [open(os.path.join(clips, name + ".flac"), "rb").read() for name in COPIES]
        self.assertEqual(len(set(sounds)), len(COPIES))
        with open(self.page, encoding="utf-8") as file:
            html = file.read()
        order = [html.index("clips/%s.flac" % name) for name in COPIES]
        self.assertEqual(order, sorted(order))

    def test_an_earlier_model_without_recordings_to_compare_on_is_refused(self):
        result = subprocess.run([HEMIOLA, "page", "a.wav", "b.wav", "--out", "none.html", "--earlier", "old.safetensors"],
                                cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("--earlier requires --real", result.stdout)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "none.html")))


if __name__ == "__main__":
    unittest.main()
