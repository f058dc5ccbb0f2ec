"""scripts/bench reports well-formed measures with rival, target and whether it is met."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.environ["HEMIOLA_ROOT"]
HEMIOLA = os.environ["HEMIOLA_WORKER"]


class Bench(unittest.TestCase):
    def test_a_quick_run_yields_well_formed_measures(self):
        with tempfile.TemporaryDirectory() as pieces:
            subprocess.run([HEMIOLA, "corpus", "--pieces", pieces], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            said = subprocess.run(
                [sys.executable, "-W", "ignore", os.path.join(ROOT, "scripts/benchmarks/main.py"),
                 "--quick", "--json", "--only", "parts,boot,sound,rivals", "--pieces", pieces],
                stdout=subprocess.PIPE, check=True, text=True).stdout
        measures = {measure["name"]: measure for measure in json.loads(said)["measures"]}
        for measure in measures.values():
            self.assertEqual(set(measure), {"name", "what", "unit", "value", "rival", "target",
                                            "higher_is_better", "met", "note"})
            if measure["rival"] is not None:
                self.assertEqual(set(measure["rival"]), {"name", "value", "source"})
            if measure["value"] is None:
                self.assertIsNone(measure["met"])
                self.assertTrue(measure["note"].startswith("not measured: "), measure)
            elif measure["target"] is not None:
                better = measure["value"] >= measure["target"] if measure["higher_is_better"] \
                    else measure["value"] <= measure["target"]
                self.assertEqual(measure["met"], better)
        for name in ("distance_1", "distance_8", "distance_32", "boot", "boot_memory",
                     "sound_to_sound"):
            self.assertGreater(measures[name]["value"], 0, name)
        # Measured in samples, not by the clock, so a busy machine delays only single hits.
        self.assertLess(measures["sound_to_sound"]["value"], 80)
        self.assertIsNone(measures["voices"]["value"])
        self.assertGreater(measures["rotation_delay"]["rival"]["value"], 5)
        self.assertLess(measures["rotation_delay"]["rival"]["value"], 200)
        self.assertGreater(measures["rotation_cpu"]["rival"]["value"], 0)
        self.assertGreater(measures["jack"]["value"], 0)


if __name__ == "__main__":
    unittest.main()
