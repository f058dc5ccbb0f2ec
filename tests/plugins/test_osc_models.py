"""/hemiola/model with the real worker and two real models in a folder: the reply describes the model that
plays, no file outside the folder is read, and the choice survives a restart of the worker."""
import json
import os
import shutil
import signal
import statistics
import struct
import tempfile
import time
import unittest

import osc
import servers
import synthdef
from synthdef import AUDIO, SynthDef

PORT = 50000 + os.getpid() % 7000


def doubled(source, target):
    """Saves the same model, but with doubled harmony."""
    with open(source, "rb") as file:
        data = bytearray(file.read())
    header = struct.unpack_from("<Q", data)[0]
    begin, _ = json.loads(data[8:8 + header])["harmony_scale"]["data_offsets"]
    at = 8 + header + begin
    struct.pack_into("<f", data, at, 2 * struct.unpack_from("<f", data, at)[0])
    with open(target, "wb") as file:
        file.write(data)


class Models(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="hemiola-two-models-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.models = os.path.join(cls.folder, "models")
        os.mkdir(cls.models)
        shutil.copy(servers.MODEL, os.path.join(cls.models, "one.safetensors"))
        for folder, name in ((cls.models, "two"), (cls.folder, "outside")):
            doubled(servers.MODEL, os.path.join(folder, name + ".safetensors"))
        os.symlink("../outside.safetensors", os.path.join(cls.models, "linked.safetensors"))
        with open(os.path.join(cls.models, "empty.safetensors"), "w"):
            pass
        cls.live = servers.Live()
        cls.addClassCleanup(cls.live.close)
        cls.started = cls.live.start(model=os.path.join(cls.models, "one.safetensors"), latency=0.15,
                                     osc_port=PORT)
        assert cls.started["ok"] == 1, cls.live.printed()
        definition = SynthDef("chord")
        tones = definition.operator("+", AUDIO, definition.unit("Saw", AUDIO, [220])[0],
                                    definition.unit("Saw", AUDIO, [330])[0])
        harmony = int(cls.started["places"] * cls.started["channels"])
        sound = definition.operator("*", AUDIO, tones, 0.2)
        latents = synthdef.encoder(definition, sound, 0, harmony, int(cls.started["rhythm"]))
        cls.live.load(definition.out(0, [synthdef.decoder(definition, latents, 0, harmony)]))
        cls.live.client.send("/s_new", "chord", 1000, 0, 0)
        cls.client = osc.Client(PORT)
        cls.addClassCleanup(cls.client.close)

    def choose(self, name):
        reply = self.client.ask("/hemiola/model", "/hemiola/loaded", 30, (name,))
        self.assertIsNotNone(reply, self.live.printed())
        return reply[1:]

    def size(self):
        """The size of voice 0's harmony, for a steady chord."""
        sizes = []
        self.client.send("/hemiola/0/subscribe/latents", 20.0)
        for _ in range(9):
            frame = self.client.wait_for("/hemiola/0/harmony")
            self.assertIsNotNone(frame, self.live.printed())
            sizes.append(sum(map(abs, frame[1:])))
        self.client.send("/hemiola/unsubscribe")
        return statistics.median(sizes)

    def await_size(self, wanted, sentence):
        """A crossfade takes half a second, on a busy machine longer."""
        end = time.monotonic() + 600
        size = self.size()
        while abs(size / wanted - 1) > 0.1:  # dropped frames change it by some percent
            self.assertLess(time.monotonic(), end, "%s: %.0f instead of %.0f\n%s" % (
                sentence, size, wanted, self.live.printed()[-3000:]))
            size = self.size()

    def restart(self):
        time.sleep(1.1)  # sooner, the model would count as the cause of the worker's end
        before = self.live.report()
        self.live.end_worker(before, signal.SIGKILL)
        self.live.await_report(lambda report: report["ready"] and report["epoch"] > before["epoch"])

    def test_the_second_model_plays_is_not_left_for_bad_names_and_outlives_its_worker(self):
        sizes = [self.started[name] for name in ("latency", "places", "channels", "rhythm")]
        time.sleep(2)
        first = self.size()
        self.assertGreater(first, 1)
        second = 2 * first
        self.assertEqual(self.choose("two.safetensors"), [1, *sizes, "two.safetensors"])
        self.await_size(second, "the second model does not play")

        for name, reason in (("linked.safetensors", "leads out of the model folder"),
                             ("none.safetensors", "has no file"), ("empty.safetensors", "is no safetensors file")):
            reply = self.choose(name)
            self.assertEqual(reply[:5], [0, *sizes])
            self.assertIn(reason, reply[5])
        for name in ("../outside.safetensors", os.path.join(self.folder, "outside.safetensors")):
            self.client.send("/hemiola/model", name)
            self.assertIn("without slashes", self.client.wait_for("/fail")[2])
        self.await_size(second, "a refused model is heard")

        self.restart()
        self.await_size(second, "the choice was forgotten")

        # If the file is lost, the server's model is loaded.
        os.remove(os.path.join(self.models, "two.safetensors"))
        self.restart()
        self.assertTrue(self.live.wait_printed("chose can't play any more; loading the server's"),
                        self.live.printed())
        self.await_size(first, "the server's model does not play")
        self.assertTrue(self.live.alive())


if __name__ == "__main__":
    unittest.main()
