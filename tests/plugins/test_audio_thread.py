"""In the audio thread: no allocation, no waiting, no system call except one wake-up per frame each way."""
import os
import signal
import tempfile
import unittest

import servers
import synthdef
from synthdef import SynthDef
from test_offline import wire_definition


def misfit_definition():
    """A synth with the wrong number of channels for the model, which is reported."""
    definition = SynthDef("misfit")
    latents = synthdef.encoder(definition, synthdef.white_noise(definition), rhythm=32)
    return definition.out(0, [synthdef.decoder(definition, latents)])


class AudioThread(unittest.TestCase):
    def watch(self, play):
        """Counts of what the process callback did while play(live) ran, by name; and the result of play."""
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, "counts")
            environment = {"HEMIOLA_SHIM": os.environ["HEMIOLA_SHIM"], "HEMIOLA_SHIM_LOG": log}
            with servers.Live(environment=environment, preload=os.environ["HEMIOLA_SHIM"]) as live:
                result = play(live)
                live.client.send("/g_freeAll", 0)  # or scsynth 3.14 crashes at its end, and counts nothing
                live.sync()
            with open(log) as file:
                return {name: int(value) for name, value in (line.split() for line in file)}, result

    def test_units_allocate_nothing_lock_nothing_and_wake_the_worker_once_a_frame_each_way(self):
        def without(live):
            live.client.wait_for("/none", 2)

        def playing(live):
            live.start(model="wire", voices=4)
            live.load(wire_definition())
            live.load(misfit_definition())
            live.client.send("/s_new", "misfit", 999, 0, 0)
            self.assertTrue(live.wait_printed("It stays silent"), live.printed())
            live.client.send("/n_free", 999)
            for i in range(40):
                live.client.send("/s_new", "wire", 1000 + i, 0, 0)
                live.client.wait_for("/none", 0.05)
                if i >= 5:
                    live.client.send("/n_free", 1000 + i - 5)
            self.assertTrue(live.wait_printed("voices are taken"), live.printed())
            report = live.report()
            live.end_worker(report, signal.SIGKILL)
            live.client.wait_for("/none", 1)
            live.client.send("/cmd", "/hemiola/model", "hop-280")
            self.assertEqual(live.client.wait_for("/hemiola/loaded")[3], 1)
            live.client.wait_for("/none", 0.5)
            return live.report()
        before, _ = self.watch(without)
        during, report = self.watch(playing)
        print("without: %s\nplaying: %s" % (before, during))
        self.assertGreater(during["callbacks"], 1500)
        self.assertGreater(report["frames"], 200)
        # The server's own calls: some at its start, and one lock per callback.
        for what in ("allocations", "frees", "waits", "sleeps", "writes", "formats"):
            self.assertLessEqual(during[what], before[what], what + " in the audio thread")
        self.assertLessEqual(during["locks"] - during["callbacks"],
                             before["locks"] - before["callbacks"] + 20)
        frames = during["callbacks"] * 64 / 256
        self.assertLess(during["posts"], 2.2 * frames)


if __name__ == "__main__":
    unittest.main()
