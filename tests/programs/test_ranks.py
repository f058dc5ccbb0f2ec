"""hemiola train on several ranks: two with half a batch each learn what one learns; a rank that dies ends the
other, and any number of them goes on from its checkpoint."""
import json
import os
import signal
import socket
import struct
import subprocess
import tempfile
import time
import unittest

HEMIOLA = os.environ["HEMIOLA"]
STEPS, BATCH, FRAMES = 200, 4, 48


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tensors(path):
    """All tensors of a model file, by name."""
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack_from("<Q", data)[0]
    header = json.loads(data[8:8 + size])
    found = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            found[name] = struct.unpack_from("<%df" % ((end - begin) // 4), data, 8 + size + begin)
    return found


def largest_difference(a, b, sound=False):
    """Of the weights of one network."""
    one, other = tensors(a), tensors(b)
    assert one.keys() == other.keys()
    return max(abs(x - y) for name in one if not name.endswith("_scale") and name.startswith("sound.") == sound
               for x, y in zip(one[name], other[name]))


class Ranks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="hemiola-ranks-")
        cls.addClassCleanup(subprocess.run, ["rm", "-rf", cls.folder])
        cls.music = os.path.join(cls.folder, "music")
        subprocess.run([HEMIOLA, "corpus", "--out", cls.music, "--clips", "4", "--clip-seconds", "4", "--seed", "3"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def begin(self, out, rank, ranks, port, *more, steps=10, sound=0, batch=BATCH, rate=1e-3):
        environment = {**os.environ, "RANK": str(rank), "WORLD_SIZE": str(ranks), "LOCAL_RANK": str(rank),
                       "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port),
                       # Floats: bfloat16 would round differently by the number of items.
                       "ONEDNN_MAX_CPU_ISA": "AVX2"}
        return subprocess.Popen(
            [HEMIOLA, "train", "--audio", self.music, "--out", out, "--width", "8", "--decoder-width", "8",
             "--batch", str(batch), "--clip-frames", str(FRAMES), "--frames", str(steps * batch * FRAMES),
             "--learning-rate", str(rate), "--sound-rate", str(rate), "--sound-frames", str(sound), "--keys", "1", "--threads", "1", "--sound-width", "16", "--device", "cpu", "--seed", "2", *more],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)

    def end(self, processes, status=0):
        said = [process.communicate(timeout=1500)[0] for process in processes]
        for process, words in zip(processes, said):
            self.assertEqual(process.returncode, status, words)
        return said

    def run_ranks(self, name, ranks, *more, **options):
        out, port = os.path.join(self.folder, name), free_port()
        return out, self.end([self.begin(out, rank, ranks, port, *more, **options) for rank in range(ranks)])

    def test_in_ten_steps_two_ranks_learn_what_one_learns_but_for_the_last_bits(self):
        one, _ = self.run_ranks("one10", 1)
        two, _ = self.run_ranks("two10", 2)
        self.assertLess(largest_difference(one, two), 2e-6)

    def test_two_ranks_learn_what_one_learns_both_stages_and_only_the_first_talks(self):
        # A small rate: the optimizer makes full steps of what is hardly more than a rounding error.
        options = {"sound": 20 * BATCH * 104, "steps": STEPS, "rate": 2e-5}
        one, _ = self.run_ranks("one", 1, **options)
        two, said = self.run_ranks("two", 2, **options)
        self.assertIn("2 ranks, 2 of the 4 excerpts", said[0])
        self.assertRegex(said[0], r"2 ranks exchanged their gradients in [\d.]+ ms at best")
        self.assertIn("is trained", said[0])
        libraries = ("[W", "[./gloo")  # c10d's and Gloo's own lines
        self.assertEqual([line for line in said[1].splitlines() if not line.startswith(libraries)], [])
        self.assertLess(largest_difference(one, two), 1e-4)
        self.assertLess(largest_difference(one, two, sound=True), 5e-6)
        self.assertTrue(os.path.exists(two + ".run/log.csv"))

    def test_a_rank_that_dies_ends_the_other_and_one_alone_goes_on(self):
        out, port = os.path.join(self.folder, "dies"), free_port()
        both = [self.begin(out, rank, 2, port, "--save-every", "0", steps=100000) for rank in range(2)]
        end = time.monotonic() + 600
        while not os.path.exists(out + ".run/checkpoint/step") and time.monotonic() < end and both[0].poll() is None:
            time.sleep(0.05)
        both[1].send_signal(signal.SIGKILL)
        both[1].communicate()
        said = both[0].communicate(timeout=600)[0]
        self.assertEqual(both[0].returncode, 1, said)
        self.assertIn("another rank has ended", said)
        with open(out + ".run/checkpoint/step") as file:
            step = int(file.read())
        said = self.end([self.begin(out, 0, 1, port, "--resume", steps=step + 3)])[0]
        self.assertIn("resumed at step %d" % step, said)
        self.assertIn("is trained", said)

    def test_what_can_not_be_shared_or_found_is_said(self):
        out, port = os.path.join(self.folder, "none"), free_port()
        said = self.end([self.begin(out, rank, 2, port, batch=6) for rank in range(2)], status=1)
        self.assertIn("--batch 6 can't be shared by 2 ranks", said[0])
        environment = {**os.environ, "RANK": "1", "WORLD_SIZE": "2"}
        environment.pop("MASTER_ADDR", None)
        told = subprocess.run([HEMIOLA, "train", "--audio", self.music, "--out", out], env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(told.returncode, 1)
        self.assertIn("MASTER_ADDR and MASTER_PORT", told.stdout)


if __name__ == "__main__":
    unittest.main()
