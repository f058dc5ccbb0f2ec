"""OSC to the worker of a live server, from a third-party client (python3-liblo): time tags compared with the
server's own, subscriptions, models. Uses the wire, whose latents are the samples."""
import os
import random
import shutil
import signal
import tempfile
import time
import unittest

try:
    import liblo
except ImportError:  # its name from Debian 13 on
    import pyliblo3 as liblo

import osc
import servers
import synthdef
from synthdef import AUDIO, SynthDef

SERVER = os.environ.get("HEMIOLA_SERVER", "scsynth")


def free_port():
    return random.randrange(50001, 57000)


def standing_voices(started):
    """Voice 0 encodes the constant 0, voice 1 encodes 1; the sound of voice 0's latents goes to bus 0."""
    harmony, rhythm = int(started["places"] * started["channels"]), int(started["rhythm"])
    definition = SynthDef("standing")
    latents = [synthdef.encoder(definition, definition.unit("DC", AUDIO, [voice])[0], voice, harmony,
                                rhythm) for voice in (0, 1)]
    return definition.out(0, [synthdef.decoder(definition, latents[0], 0, harmony)])


def marker():
    """Outputs the value of its control on bus 1."""
    definition = SynthDef("marker", level=0)
    return definition.out(1, definition.unit("K2A", AUDIO, [definition.control["level"]]))


class Osc(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="hemiola-models-")
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ("wire", "hop-128", "broken", "crash"):
            open(os.path.join(self.folder, name), "w").close()
        os.symlink("/etc/hostname", os.path.join(self.folder, "outside"))

    def start(self, live):
        self.port = free_port()
        started = live.start(model=os.path.join(self.folder, "wire"), osc_port=self.port)
        self.assertEqual(started["ok"], 1, live.printed())
        return started, liblo.Address("127.0.0.1", self.port)

    def play(self, live, started):
        for definition in (standing_voices(started), marker()):
            live.load(definition)
        live.client.send("/s_new", "standing", 1000, 0, 0)
        live.client.send("/s_new", "marker", 1001, 0, 0)
        live.sync()

    def test_a_bundle_takes_effect_in_the_frame_of_the_server_s_own_bundle(self):
        """The accuracy depends on the machine; tests/worker tests it exactly, with a clock of its own."""
        with servers.Live(SERVER) as live:
            started, worker = self.start(live)
            self.play(live, started)
            hop, delay = int(started["hop"]), int(started["latency"])
            server = liblo.Address("127.0.0.1", live.port)
            count = 8

            def schedule():
                for i in range(count):
                    when = liblo.time() + 0.4 + 0.1037 * i
                    level = (i + 1) % 2
                    liblo.send(worker, liblo.Bundle(when, liblo.Message(
                        "/hemiola/0/*/from", ("i", 1 if level else -1))))
                    liblo.send(server, liblo.Bundle(when, liblo.Message(
                        "/n_set", ("i", 1001), ("s", "level"), ("f", level))))
            wet, mark = live.record(2, 3, [], schedule)
            edges = [[i for i in range(1, len(channel)) if (channel[i] > 0.5) !=
                      (channel[i - 1] > 0.5)] for channel in (wet, mark)]
            # How many frames the command was earlier than the marker's frame; 0 is right.
            early = [(there - (here - delay)) // hop for here, there in zip(*edges)]
            print("frames from command to marker: %s; %d of %d within one" % (
                early, sum(-1 <= each <= 1 for each in early), count))
            self.assertEqual([len(each) for each in edges], [count, count], "a change was lost")

    def test_subscribers_get_latents_onsets_and_status(self):
        with servers.Live(SERVER) as live:
            started, worker = self.start(live)
            self.play(live, started)
            heard = {}
            client = liblo.Server(free_port())
            client.add_method(None, None,
                              lambda path, values: heard.setdefault(path, []).append(values))

            def listen(seconds, until=lambda: False):
                end = time.monotonic() + seconds
                while time.monotonic() < end and not until():
                    client.recv(20)
            client.send(worker, "/hemiola/0/subscribe/latents", 50.0)
            client.send(worker, "/hemiola/0/subscribe/onsets")
            client.send(worker, "/hemiola/subscribe/status", 10)
            listen(60, lambda: len(heard) >= 3)
            before = live.report()
            heard.clear()
            listen(60, lambda: len(heard.get("/hemiola/0/harmony", [])) >= 60)
            after = live.report()
            counts = {path: len(values) for path, values in heard.items()}
            frames = sum(after[name] - before[name] for name in ("frames", "dropped"))
            print("of %d frames" % frames, counts)
            self.assertEqual(len(heard["/hemiola/0/harmony"][0]),
                             started["places"] * started["channels"])
            self.assertEqual(len(heard["/hemiola/0/rhythm"][0]), started["rhythm"])
            # Frames come at 187.5 Hz and are sent at 50 Hz; the status is sent at 10 Hz.
            self.assertLessEqual(3 * counts["/hemiola/0/harmony"], frames + 3)
            self.assertLess(3 * counts["/hemiola/status"], counts["/hemiola/0/harmony"])
            self.assertNotIn("/hemiola/0/onset", heard)
            client.send(worker, "/hemiola/0/rhythm/from", 1)
            listen(60, lambda: "/hemiola/0/onset" in heard)
            # The wire uses the rhythm channels that remain after harmony is filled.
            filled = started["hop"] - started["places"] * started["channels"]
            self.assertAlmostEqual(heard["/hemiola/0/onset"][0][0],
                                   (filled / started["rhythm"]) ** 0.5, 3)
            client.send(worker, "/hemiola/unsubscribe")
            listen(0.5)
            heard.clear()
            listen(1)
            self.assertEqual(heard, {})
            client.free()

    def test_a_model_chosen_by_osc_outlives_its_worker_until_the_server_chooses(self):
        with servers.Live(SERVER) as live:
            self.start(live)
            client = osc.Client(self.port)
            self.addCleanup(client.close)

            def choose(name):
                reply = client.ask("/hemiola/model", "/hemiola/loaded", arguments=(name,))
                self.assertEqual((reply[1], reply[6]), (1, name))

            def restarted(end_it):
                before = live.report()
                end_it(int(before["worker_pid"]))
                # Use one report for both values: two might belong to different workers.
                report = before
                while not (report["ready"] and report["epoch"] > before["epoch"]):
                    self.assertTrue(live.alive(), live.printed())
                    report = live.report()
                return report["hop"]

            def kill(pid):
                time.sleep(1.1)  # sooner, the model would count as the cause of the worker's end
                live.end_worker({"worker_pid": pid}, signal.SIGKILL)
            choose("hop-128")
            self.assertEqual(restarted(kill), 128, "the choice was forgotten")
            live.client.send("/cmd", "/hemiola/model", os.path.join(self.folder, "wire"))
            self.assertEqual(live.client.wait_for("/hemiola/loaded")[3], 1)
            self.assertEqual(restarted(kill), 256, "the server's own choice was forgotten")

    def test_a_model_chosen_by_osc_that_ends_its_workers_gives_way_to_the_server_s(self):
        with servers.Live(SERVER) as live:
            started, _ = self.start(live)
            client = osc.Client(self.port)
            self.addCleanup(client.close)
            self.play(live, started)
            time.sleep(1.1)
            reply = client.ask("/hemiola/model", "/hemiola/loaded", arguments=("crash",))
            self.assertEqual(reply[1], 1)
            self.assertTrue(live.wait_printed("ended at once with the model that OSC chose"),
                            live.printed())
            frames = live.report()["frames"]
            live.await_report(lambda report: report["ready"] and report["frames"] > frames + 50)
            self.assertLessEqual(live.report()["restarts"], 3)

    def test_models_are_loaded_by_name_and_a_failed_load_changes_nothing(self):
        with servers.Live(SERVER) as live:
            started, worker = self.start(live)
            self.play(live, started)
            client = osc.Client(worker.port)

            def load(name):
                return client.ask("/hemiola/model", "/hemiola/loaded", arguments=(name,))
            sizes = [started[name] for name in ("latency", "places", "channels", "rhythm")]
            self.assertEqual(load("wire"), ["/hemiola/loaded", 1, *sizes, "wire"])
            for name, reason in (("broken", "no model file"), ("none", "has no file"),
                                 ("outside", "leads out of the model folder")):
                reply = load(name)
                self.assertEqual(reply[1:6], [0, *sizes], reply)
                self.assertIn(reason, reply[6])
            for name in ("../wire", "/etc/hostname", ".hidden", ""):
                client.send("/hemiola/model", name)
                refused = client.wait_for("/fail")
                self.assertIn("without slashes", refused[2])
            self.assertEqual(live.report()["hop"], started["hop"])
            reply = load("hop-128")
            self.assertEqual((reply[1], reply[6]), (1, "hop-128"))
            self.assertEqual(live.report()["hop"], 128)
            self.assertTrue(live.alive())
            client.close()


if __name__ == "__main__":
    unittest.main()
