"""What scripts/gpu-check measures, tried without a GPU: LibTorch on the CPU against oneDNN, voices, both trainings."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.environ["HEMIOLA_ROOT"]
STUDIO = os.path.join(os.path.dirname(os.environ["HEMIOLA_WORKER"]), "hemiola-studio")


class GpuCheck(unittest.TestCase):
    def test_it_compares_plays_and_trains(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "gpu.json")
            said = subprocess.run(
                [sys.executable, "-W", "ignore", os.path.join(ROOT, "scripts/benchmarks/gpu.py"), STUDIO,
                 os.path.join(ROOT, "models/default.safetensors"), "--device", "cpu", "--frames", "40", "--voices", "1",
                 "3", "--batches", "2", "--seconds", "5", "--out", out],
                stdout=subprocess.PIPE, check=True, text=True).stdout
            with open(out) as file:
                result = json.load(file)
        equality = result["equality"]
        self.assertTrue(equality["equal"])
        for stage in ("harmony", "rhythm", "bands", "sound"):
            self.assertLess(equality[stage], 1e-3)
            self.assertGreater(equality[stage], 0, "the same bits of both: was one compared with itself?")
        self.assertEqual([row["voices"] for row in result["rows"]], [1, 3])
        for row in result["rows"]:
            self.assertGreater(row["median_ms"], 0)
            self.assertGreaterEqual(row["ms_99.9_percent"], row["median_ms"])
        self.assertGreater(result["training"][0]["frames_per_second"], 0)
        self.assertGreater(result["training"][0]["sound_frames_per_second"], 0)
        self.assertIn("training, batches of 2", said)

    def test_a_device_that_is_not_there_is_named(self):
        failed = subprocess.run([STUDIO, "gpu", "--device", "cuda", "--frames", "8", "--voices", "1", "--model",
                                 os.path.join(ROOT, "models/default.safetensors")],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if failed.returncode == 0:
            self.skipTest("there is a GPU")
        self.assertIn("finds none", failed.stderr)


if __name__ == "__main__":
    unittest.main()
