"""The console in a headless Chromium, with a real worker and server: every control moves what it says, as OSC
tells and as the sound shows; pages agree, and come back after the worker was killed."""
import math
import os
import shutil
import signal
import sys
import tempfile
import time
import unittest

try:
    import liblo
except ImportError:  # its name from Debian 13 on
    import pyliblo3 as liblo
import numpy

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugins"))
import browser  # noqa: E402
import osc  # noqa: E402
import servers  # noqa: E402
import synthdef  # noqa: E402
from synthdef import AUDIO, SynthDef  # noqa: E402

RATE = 48000
HARMONY = 108  # channels of the default model


def two_voices():
    """Voice 0: a chord of saws, A minor. Voice 1: noise that is struck. Each to the bus of its number."""
    definition = SynthDef("two")
    chord = 0
    for hertz in (220, 261.63, 329.63):
        saw = definition.unit("Saw", AUDIO, [hertz])[0]
        chord = saw if chord == 0 else definition.operator("+", AUDIO, chord, saw)
    struck = definition.unit("Decay", AUDIO, [definition.unit("Impulse", AUDIO, [4, 0])[0], 0.2])[0]
    noise = definition.operator("*", AUDIO, definition.unit("WhiteNoise", AUDIO, [])[0], struck)
    for voice, (sound, gain) in enumerate(((chord, 0.06), (noise, 0.3))):
        latents = synthdef.encoder(definition, definition.operator("*", AUDIO, sound, gain), voice, HARMONY)
        definition.out(voice, [synthdef.decoder(definition, latents, voice, HARMONY)])
    return definition


def listener():
    """Records both voices into buffer 0, once, and ends."""
    definition = SynthDef("listener")
    signals = definition.unit("In", AUDIO, [0], 2)
    definition.unit("RecordBuf", AUDIO, [0, 0, 1, 0, 1, 0, 1, 2] + signals)
    return definition


def motion(sound):
    """How much the level moves within a second."""
    return numpy.log(sound[:sound.size // 960 * 960].reshape(-1, 960).std(axis=1) + 1e-6).std()


def chroma(sound):
    """The share of each pitch class, C first, of the energy from 100 to 2000 Hz."""
    power = numpy.abs(numpy.fft.rfft(sound * numpy.hanning(sound.size))) ** 2
    hertz = numpy.fft.rfftfreq(sound.size, 1 / RATE)
    classes = numpy.zeros(12)
    for f, p in zip(hertz, power):
        if 100 < f < 2000:
            classes[round(69 + 12 * math.log2(f / 440)) % 12] += p
    return classes / classes.sum()


class Console(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="hemiola-console-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        for name in ("default", "other"):
            shutil.copy(servers.MODEL, os.path.join(cls.folder, name + ".safetensors"))
        environment = {"HOME": cls.folder, "XDG_STATE_HOME": os.path.join(cls.folder, "state"),
                       "HEMIOLA_SNAPSHOTS": os.path.join(cls.folder, "snapshots.json")}
        cls.live = servers.Live(environment=environment)
        cls.addClassCleanup(cls.live.close)
        cls.port = 50001 + os.getpid() % 6000
        started = cls.live.start(model=os.path.join(cls.folder, "default.safetensors"), osc_port=cls.port,
                                 latency=0.3)
        assert started["ok"] == 1, cls.live.printed()
        for definition in (two_voices(), listener()):
            cls.live.load(definition)
        cls.live.client.send("/s_new", "two", 1000, 0, 0)
        cls.live.sync()
        cls.browser = browser.Browser()
        cls.browser.__enter__()
        cls.addClassCleanup(cls.browser.__exit__)
        cls.address = "http://localhost:%d/" % cls.port

    def setUp(self):
        self.page = self.open()
        self.worker = liblo.Address("127.0.0.1", self.port)
        liblo.send(self.worker, "/hemiola/all/reset")
        self.await_value(0, "harmony/rotate", 0)

    def open(self, **size):
        page = self.browser.open(self.address, **size)
        self.addCleanup(page.close)
        page.await_true("document.querySelectorAll('.voice').length == 2")
        page.await_true("document.querySelector('#state').textContent == 'playing'")
        return page

    def voice(self, number, selector):
        return ".voice[aria-label='Voice %d'] %s" % (number, selector)

    def value(self, voice, path):
        """As OSCQuery tells it, through the page's own address."""
        return self.page.run("fetch('/hemiola/%d/%s?VALUE').then((answer) => answer.json())"
                             ".then((json) => json.VALUE)" % (voice, path))

    def await_value(self, voice, path, *wanted):
        end = time.monotonic() + 600
        while self.value(voice, path)[:len(wanted)] != list(wanted):
            self.assertLess(time.monotonic(), end, "%s is %s" % (path, self.value(voice, path)))
            time.sleep(0.02)

    def sound(self, seconds=1.0):
        """Of both voices, which play on; half a second after the last change, so that it has gone through."""
        time.sleep(0.6)
        client, path = self.live.client, os.path.join(self.folder, "take.wav")
        self.assertTrue(client.ask("/b_alloc", "/done", arguments=(0, int(seconds * RATE), 2)))
        client.send("/s_new", "listener", 999, 1, 0)
        self.assertTrue(client.wait_for("/n_end", 600, lambda message: message[1] == 999))
        self.assertTrue(client.ask("/b_write", "/done", 600, (0, path, "wav", "float", -1, 0, 0)))
        client.ask("/b_free", "/done", arguments=(0,))
        return [numpy.asarray(channel) for channel in servers.read_wav(path)]

    def test_rotating_by_number_keys_and_wheel_is_told_and_heard(self):
        before = chroma(self.sound()[0])
        self.page.type(self.voice(0, ".rotate"), "3")
        self.await_value(0, "harmony/rotate", 3)
        after = chroma(self.sound()[0])
        turned = numpy.corrcoef(numpy.roll(before, 3), after)[0, 1]
        self.assertGreater(turned, 0.7)
        self.assertGreater(turned, numpy.corrcoef(before, after)[0, 1] + 0.3)
        self.page.press("ArrowRight", self.voice(0, ".rotate-slider"))
        self.await_value(0, "harmony/rotate", 4)
        self.page.wheel(self.voice(0, ".rotate-slider"), 100)
        self.await_value(0, "harmony/rotate", 3)
        self.page.type(self.voice(0, ".rotate"), "-0.5")
        self.await_value(0, "harmony/rotate", -0.5)

    def test_freezing_holds_the_sound_and_reset_lets_it_go(self):
        self.page.click(self.voice(1, ".freeze[data-part=rhythm]"))
        self.await_value(1, "rhythm/freeze", True)
        self.page.await_true("document.querySelector(\"%s\").getAttribute('aria-pressed') == 'true'"
                             % self.voice(1, ".freeze[data-part=rhythm]"))
        self.page.press(" ", self.voice(0, ".freeze[data-part=harmony]"))
        self.await_value(0, "harmony/freeze", True)
        held = motion(self.sound()[1])
        self.page.click(self.voice(1, ".reset"))
        self.await_value(1, "rhythm/freeze", False)
        self.assertLess(held, 0.5 * motion(self.sound()[1]))

    def test_chords_hits_glides_and_routes_are_told(self):
        self.page.run("document.querySelector(\"%s\").value = 'm'" % self.voice(0, ".kind"))
        self.page.run("document.querySelectorAll(\"%s\")[2].id = 'd'" % self.voice(0, ".chords button"))
        self.page.click("#d")
        end = time.monotonic() + 600
        while len(self.value(0, "harmony/notes")) < 4:
            self.assertLess(time.monotonic(), end)
        self.assertEqual({round(note) % 12 for note in self.value(0, "harmony/notes")}, {2, 5, 9})
        heard = chroma(self.sound()[0])
        self.assertEqual(set(numpy.argsort(heard)[-3:]), {2, 5, 9}, heard)
        self.page.await_true("document.querySelector(\"%s\").textContent == 'Dm'" % self.voice(0, ".chord"))
        self.page.type(self.voice(0, ".glide[data-part=rhythm]"), "1.5")
        self.await_value(0, "rhythm/glide", 1.5)
        self.page.click("#rhythm-routes tr:nth-of-type(2) td:nth-of-type(2) button")
        self.await_value(0, "rhythm/from", 1)
        # A drum that is struck takes the place of the noise, and ends after a while.
        own = self.sound()[1]
        self.page.run("document.querySelectorAll(\"%s\")[0].id = 'kick'" % self.voice(1, ".hits button"))
        self.page.click("#kick")
        time.sleep(2)
        self.assertLess(self.sound()[1].std(), 0.3 * own.std())

    def test_another_page_and_other_programs_are_followed(self):
        other = self.open()
        other.type(self.voice(0, ".rotate"), "5")
        shown = "document.querySelector(\"%s\").value == '%%g'" % self.voice(0, ".rotate")
        self.page.await_true(shown % 5)
        liblo.send(self.worker, "/hemiola/0/harmony/rotate", -7.0)
        for page in (self.page, other):
            page.await_true(shown % -7)

    def test_a_voice_gets_a_name(self):
        for voice in (0, 1):  # other tests find voices by their numbers
            self.addCleanup(liblo.send, self.worker, "/hemiola/%d/name" % voice, "-")
        liblo.send(self.worker, "/hemiola/1/name", "drums")
        self.page.await_true("document.querySelectorAll('.name')[1].value == 'drums'")
        self.page.await_true("document.querySelectorAll(\"[aria-label='drums takes the harmony of Voice 0']\").length == 1")
        self.page.type(self.voice(0, ".name"), "pad")
        self.page.await_true("document.querySelectorAll('.voice')[0].ariaLabel == 'pad'")
        self.page.type(".voice[aria-label='pad'] .name", "two words")
        self.page.await_true("document.querySelector('#message').textContent.includes('letters')")
        self.page.await_true("document.querySelectorAll('.name')[0].value == 'pad'")
        liblo.send(self.worker, "/hemiola/pad/harmony/rotate", 2.0)
        self.await_value(0, "harmony/rotate", 2)

    def test_what_is_being_typed_is_not_written_over(self):
        field = self.voice(0, ".rotate")
        self.page.run("document.querySelector(\"%s\").focus()" % field)
        self.page.run("document.querySelector(\"%s\").select()" % field)
        self.page.command("Input.insertText", text="5")
        liblo.send(self.worker, "/hemiola/0/harmony/rotate", 2.0)
        self.page.await_true("document.querySelector(\"%s\").value == 2" % self.voice(0, ".rotate-slider"))
        self.page.press("Enter", field)
        self.await_value(0, "harmony/rotate", 5)

    def test_snapshots_and_the_map(self):
        self.page.type(self.voice(0, ".rotate"), "4")
        self.await_value(0, "harmony/rotate", 4)
        self.page.type("#snapshot-name", "up")
        self.page.await_true("document.querySelectorAll('#snapshot-list li').length == 1")
        self.page.type(self.voice(0, ".rotate"), "-4")
        self.await_value(0, "harmony/rotate", -4)
        self.page.type("#snapshot-name", "down")
        self.page.await_true("document.querySelectorAll('#snapshot-list li').length == 2")
        self.page.type("#recall-seconds", "0")
        self.page.click("[data-name=up]")
        self.await_value(0, "harmony/rotate", 4)
        for name, x in (("up", 0.0), ("down", 1.0)):
            liblo.send(self.worker, "/hemiola/snapshot/place", name, x, 0.5)
            self.page.await_true("snapshots.places.get('%s')[0] == %g" % (name, x))
        # The point begins in the middle; a key moves it to the right, to "down".
        self.page.press("ArrowRight", "#map")
        end = time.monotonic() + 600
        while not -1 < self.value(0, "harmony/rotate")[0] < 0:
            self.assertLess(time.monotonic(), end, self.value(0, "harmony/rotate"))
        # They are still there after the worker has died, in the page too.
        report = self.live.report()
        self.live.end_worker(report, signal.SIGKILL)
        self.live.await_report(lambda each: each["ready"] and each["epoch"] == report["epoch"] + 1)
        self.page.await_true("document.querySelector('#state').textContent == 'playing'")
        self.page.await_true("document.querySelectorAll('#snapshot-list li').length == 2")
        self.page.click("[data-name=up]")
        self.await_value(0, "harmony/rotate", 4)

    def test_the_model_is_chosen_from_those_of_the_folder(self):
        self.page.await_true("document.querySelectorAll('#model option').length == 2")
        self.page.run("(() => { const model = document.querySelector('#model'); model.value = 'other.safetensors';"
                      "model.dispatchEvent(new Event('change')); })()")
        answers = []
        listener = liblo.Server()
        listener.add_method("/hemiola/models", None, lambda path, values: answers.append(values))
        end = time.monotonic() + 600
        while not answers or answers[-1][0] != "other.safetensors":
            self.assertLess(time.monotonic(), end, answers)
            listener.send(self.worker, "/hemiola/models")
            listener.recv(100)
        # Other pages are told, too.
        other = self.open()
        for page in (self.page, other):
            page.await_true("document.querySelector('#model').value == 'other.safetensors'")
        self.assertEqual(self.page.run("document.querySelector('#message').hidden"), True)

    def test_the_doctor_tells_what_it_finds(self):
        self.page.click("#ask-doctor")
        self.page.await_true("document.querySelectorAll('#findings dt').length > 5")
        self.assertIn("speed: ", self.page.run("document.querySelector('#findings').textContent"))
        self.page.click("#doctor button")
        self.assertEqual(self.page.run("document.querySelector('#doctor').open"), False)

    def test_nothing_is_said_on_the_console_and_the_phone_fits(self):
        phone = self.open(width=390, height=844)
        time.sleep(1)
        for page in (self.page, phone):
            self.assertEqual(page.said, [])
        self.assertLessEqual(phone.run("document.documentElement.scrollWidth"), 390)
        self.assertGreater(phone.run("Math.min(...[...document.querySelectorAll('.voice button')].map("
                                     "(each) => each.getBoundingClientRect().height))"), 30)
        # Every control has a name that can be read aloud.
        self.assertEqual(phone.run("[...document.querySelectorAll('button, input, select, canvas[tabindex]')].filter("
                                   "(each) => !(each.textContent || each.labels?.length || each.getAttribute('aria-label'))).length"), 0)
        drawn = ("(() => { const c = document.querySelector('canvas.harmony'); const d = c.getContext('2d')"
                 ".getImageData(c.width - 20, 0, 20, c.height).data; return new Set(d).size; })()")
        self.assertGreater(phone.run(drawn), 20)
        if os.environ.get("HEMIOLA_PICTURES"):
            self.page.picture(os.path.join(os.environ["HEMIOLA_PICTURES"], "console.png"))
            phone.picture(os.path.join(os.environ["HEMIOLA_PICTURES"], "phone.png"))


if __name__ == "__main__":
    unittest.main()
