"""hemiola doctor, in a clean prefix made by cmake --install and in broken ones."""
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugins"))
import osc  # noqa: E402
import servers  # noqa: E402

BUILD = os.environ["HEMIOLA_BUILD"]


def dead_process():
    """The id of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


class Doctor(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="hemiola-prefix-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.prefix = os.path.join(cls.folder, "prefix")
        subprocess.run(["cmake", "--install", BUILD, "--prefix", cls.prefix], check=True,
                       stdout=subprocess.DEVNULL)

    def setUp(self):
        """A temporary home, and SuperCollider in a folder without extensions."""
        self.home = tempfile.mkdtemp(prefix="home-", dir=self.folder)
        self.programs = os.path.join(self.home, "supercollider", "bin")
        os.makedirs(self.programs)
        for name in ("scsynth", "sclang", "supernova"):
            os.symlink(shutil.which(name), os.path.join(self.programs, name))
        self.environment = {"HOME": self.home, "PATH": self.programs + ":/usr/bin:/bin"}
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def run_doctor(self, *options, program=None):
        program = program or os.path.join(self.prefix, "bin", "hemiola")
        result = subprocess.run([program, "doctor", "--osc-port", str(self.port), *options],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                timeout=1500, env=self.environment)
        self.assertEqual(result.stderr, "")
        return result.returncode, result.stdout

    def findings(self, *options, program=None):
        status, text = self.run_doctor("--json", *options, program=program)
        report = json.loads(text)
        self.assertEqual(status, 0 if report["well"] else 1)
        for finding in report["findings"]:
            self.assertEqual(finding["remedy"] == "", finding["health"] == "well", finding)
        return {finding["check"]: finding for finding in report["findings"]}

    def follow(self, finding):
        """Runs the doctor's remedy literally."""
        self.assertEqual(finding["health"], "broken", finding)
        subprocess.run(["bash", "-c", finding["remedy"]], check=True, env=self.environment)

    def test_a_clean_prefix_is_well_once_its_remedies_were_followed(self):
        before = self.findings()
        for check in ("plugin", "supernova plugin", "classes"):
            self.assertIn("there is no", before[check]["says"])
        self.follow(before["plugin"])
        self.follow(before["classes"])
        after = self.findings()
        for check in ("scsynth", "plugin", "scsynth loads", "supernova plugin", "supernova loads", "classes",
                      "worker", "model",
                      "shared memory", "OSC port"):
            self.assertEqual(after[check]["health"], "well", after[check])
        self.assertIn(os.path.join(self.prefix, "bin", "hemiola"), after["worker"]["says"])
        for check in ("speed", "real time", "locked memory", "sound system", "processor"):
            self.assertIn(check, after)
        # The server finds the plugin where the doctor did, and the plugin finds the worker.
        command = ("/cmd", "/hemiola/start", "", 1.0, 0.0, "cpu", "", -1)
        score = os.path.join(self.home, "score.osc")
        with open(score, "wb") as file:
            for when, message in ((0, osc.encode(*command)), (0.1, osc.encode("/c_set", 0, 0))):
                packet = osc.bundle(when, [message])
                file.write(len(packet).to_bytes(4, "big") + packet)
        printed = subprocess.run(
            ["scsynth", "-D", "0", "-N", score, "_", os.path.join(self.home, "out.wav"), "48000",
             "WAV", "float"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=1500, env=self.environment).stdout
        self.assertNotIn("not found", printed)
        self.assertNotIn("Hemiola:", printed)  # printed if the worker fails to start

    def test_a_plugin_that_the_server_refuses_is_told_before_a_set(self):
        extensions = os.path.join(self.home, ".local/share/SuperCollider/Extensions")
        os.makedirs(extensions)
        plugin = os.path.join(extensions, "Hemiola.so")
        source = os.path.join(self.home, "old.c")
        with open(source, "w") as file:
            file.write("int api_version(void) { return 2; }\nvoid load(void *table) { (void)table; }\n")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", plugin, source], check=True)
        found = self.findings()["scsynth loads"]
        self.assertEqual(found["health"], "broken")
        self.assertIn("API version mismatch: " + plugin, found["says"])
        self.assertIn("another SuperCollider", found["remedy"])

    def test_in_words_each_finding_is_a_line_and_each_remedy_another(self):
        status, text = self.run_doctor("--model", os.path.join(self.home, "none.safetensors"))
        self.assertEqual(status, 1)
        self.assertRegex(text, r"(?m)^broken +model +.*none\.safetensors")
        self.assertRegex(text, r"(?m)^ +-> .*HEMIOLA_MODEL")

    def test_a_missing_model_and_two_plugins_and_another_worker_are_told(self):
        broken = os.path.join(self.home, "broken")
        shutil.copytree(self.prefix, broken, symlinks=True)
        os.remove(os.path.join(broken, "share/hemiola/models/default.safetensors"))
        extensions = os.path.join(self.home, ".local/share/SuperCollider/Extensions")
        os.makedirs(extensions)
        plugins = "lib/SuperCollider/plugins/Hemiola"
        os.symlink(os.path.join(broken, plugins), os.path.join(extensions, "one"))
        found = self.findings(program=os.path.join(broken, "bin", "hemiola"))
        self.assertEqual(found["model"]["health"], "broken")
        self.assertNotIn("speed", found)
        self.assertEqual(found["worker"]["health"], "well")
        self.assertEqual(self.findings()["worker"]["health"], "doubtful")
        os.remove(os.path.join(broken, "bin", "hemiola"))
        self.assertEqual(self.findings()["worker"]["health"], "broken")
        os.symlink(os.path.join(self.prefix, plugins), os.path.join(extensions, "two"))
        found = self.findings()
        self.assertIn("several", found["plugin"]["says"])
        self.assertNotIn("worker", found)

    def test_a_taken_port_old_segments_and_a_broken_mapping_are_told(self):
        name = "hemiola-%d-%d-0" % (os.geteuid(), dead_process())
        path = os.path.join("/dev/shm", name)
        with open(path, "wb"):
            pass
        self.addCleanup(lambda: os.path.exists(path) and os.remove(path))
        config = os.path.join(self.home, ".config/hemiola")
        os.makedirs(config)
        with open(os.path.join(config, "mapping.json"), "w") as file:
            file.write('{"mappings": [\n  {"from": "/a"}\n]}')
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", self.port))
            found = self.findings()
        self.assertEqual(found["OSC port"]["health"], "broken")
        self.assertIn(str(self.port), found["OSC port"]["says"])
        self.assertIn('line 2: "to" is missing', found["mapping"]["says"])
        os.remove(os.path.join(config, "mapping.json"))
        os.mkdir(os.path.join(config, "mapping.json"))
        folder = self.findings()["mapping"]
        self.assertEqual(folder["health"], "broken")
        self.assertIn("it is a folder", folder["says"])
        self.assertEqual(found["old segments"]["health"], "doubtful")
        self.assertIn(path, found["old segments"]["says"])
        self.assertTrue(os.path.exists(path))
        self.assertEqual(self.findings("--mend")["old segments"]["health"], "well")
        self.assertFalse(os.path.exists(path))

    def test_what_users_look_for_is_installed(self):
        for path in ("share/hemiola/models/default.safetensors",
                     "share/hemiola/examples/installation/README.md",
                     "share/hemiola/examples/installation/hemiola.service",
                     "share/hemiola/examples/installation/mapping.json",
                     "share/hemiola/examples/installation/layouts/hemiola.json",
                     "share/hemiola/examples/pieces/README.md"):
            self.assertTrue(os.path.exists(os.path.join(self.prefix, path)), path)
        start = os.path.join(self.prefix, "share/hemiola/examples/installation/start")
        self.assertTrue(os.access(start, os.X_OK))


if __name__ == "__main__":
    unittest.main()
