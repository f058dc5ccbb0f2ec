"""Playing on another machine: two JACK servers on this one, linked by scripts/link over the loopback."""
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "plugins"))
sys.path.insert(0, os.path.join(ROOT, "scripts", "benchmarks"))
import live as measure  # noqa: E402
import osc  # noqa: E402
import servers  # noqa: E402
import synthdef  # noqa: E402
from synthdef import AUDIO, SynthDef  # noqa: E402

RATE, PERIOD = 48000, 128
INPUT = 2  # the first input bus of a server with two outputs


def sender():
    """Hits and a chord to the link, and to bus 8 for the recording; what comes back to bus 9."""
    definition = SynthDef("sender")
    sound = measure.sum_of(definition, [measure.hits(definition, measure.HITS_HZ, 0.2)])
    definition.out(0, [sound])
    back = definition.unit("In", AUDIO, [INPUT], 1)[0]
    return definition.out(8, [sound, back])


def there_definition(shape):
    """What comes from the link goes back: as it is, or through encoder and decoder."""
    definition = SynthDef("back")
    sound = definition.unit("In", AUDIO, [INPUT], 1)[0]
    if shape:
        harmony = int(shape["places"] * shape["channels"])
        latents = synthdef.encoder(definition, sound, harmony=harmony, rhythm=int(shape["rhythm"]))
        sound = synthdef.decoder(definition, latents, harmony=harmony)
    return definition.out(0, [sound])


def free_ports():
    """The first of two UDP ports, one after the other."""
    while True:
        port = random.randrange(20000, 50000)
        with socket.socket(type=socket.SOCK_DGRAM) as one, socket.socket(type=socket.SOCK_DGRAM) as other:
            try:
                one.bind(("", port))
                other.bind(("", port + 1))
                return port
            except OSError:
                pass


class Link:
    """scripts/link on one side."""

    def __init__(self, side, live, port, other_port):
        self.process = subprocess.Popen(
            [os.path.join(ROOT, "scripts", "link"), *side, "--port", str(port), "--other-port", str(other_port)],
            stdin=subprocess.DEVNULL, stdout=live.log, stderr=subprocess.STDOUT, env=live.environment,
            start_new_session=True)

    def send(self, number):
        os.killpg(self.process.pid, number)

    def close(self):
        for number in (signal.SIGCONT, signal.SIGTERM):
            try:
                self.send(number)
            except ProcessLookupError:
                return
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
            self.process.wait()


class Remote(unittest.TestCase):
    def setUp(self):
        self.here = servers.Live(period=PERIOD)
        self.addCleanup(self.here.close)
        self.there = servers.Live(period=PERIOD)
        self.addCleanup(self.there.close)
        port = free_ports()
        self.links = [Link(["there"], self.there, port, port + 1), Link(["here", "127.0.0.1"], self.here, port + 1, port)]
        for link in self.links:
            self.addCleanup(link.close)
        for live in (self.here, self.there):
            self.assertTrue(live.wait_printed("linked: SuperCollider here", 60), live.printed())

    def take(self, seconds=8.0):
        """Dry and returned sound."""
        frames = int(seconds * RATE)
        client = self.here.client
        self.assertTrue(client.ask("/b_alloc", "/done", arguments=(1, frames, 2)))
        recorder = SynthDef("taker")
        signals = recorder.unit("In", AUDIO, [8], 2)
        recorder.unit("RecordBuf", AUDIO, [1, 0, 1, 0, 1, 0, 1, 2] + signals)
        self.here.load(recorder)
        self.here.load(sender())
        client.send("/s_new", "sender", 1000, 0, 0)
        client.send("/s_new", "taker", 1001, 1, 0)
        self.assertTrue(client.wait_for("/n_end", seconds + 600, lambda message: message[1] == 1001))
        client.send("/n_free", 1000)
        path = os.path.join(self.here.folder, "taken.wav")
        self.assertTrue(client.ask("/b_write", "/done", 600, (1, path, "wav", "float", -1, 0, 0)))
        client.ask("/b_free", "/done", arguments=(1,))
        return servers.read_wav(path)

    def play_there(self, shape):
        self.there.client.send("/g_freeAll", 0)
        self.there.load(there_definition(shape))
        self.there.client.send("/s_new", "back", 1000, 0, 0)
        self.there.sync()

    def delay(self):
        dry, wet = self.take()
        found = measure.delays_ms(dry, wet)
        self.assertGreater(len(found), 3, "nothing came back:\n%s\n%s" % (self.here.printed(), self.there.printed()))
        return sorted(found)[len(found) // 2]

    def test_sound_goes_there_and_back_with_a_known_delay_and_survives_a_lost_second(self):
        shape = self.there.start(latency=0)
        self.assertEqual(shape["ok"], 1, self.there.printed())
        self.play_there(None)
        plain = self.delay()
        self.play_there(shape)
        through = self.delay()
        own = shape["latency"] / RATE * 1000
        told = {"link, there and back": round(plain, 1), "with the model": round(through, 1),
                "the model's own": round(own, 1)}
        print("delays in ms: " + json.dumps(told), file=sys.stderr)
        self.assertLess(plain, 60)
        self.assertLess(abs(through - plain - own), 12, told)

        # The link is silent for a second.
        self.links[1].send(signal.SIGSTOP)
        time.sleep(1)
        self.links[1].send(signal.SIGCONT)
        time.sleep(1)
        self.assertLess(abs(self.delay() - through), 30)
        for live in (self.here, self.there):
            self.assertTrue(live.alive())
        self.assertEqual(self.there.report()["restarts"], 0)


if __name__ == "__main__":
    unittest.main()
