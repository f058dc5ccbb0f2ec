"""The systemd unit of examples/installation; the start script is run, stopped and restarted."""
import configparser
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "plugins"))
import servers  # noqa: E402

ROOT = os.path.abspath(os.path.join(HERE, "..", ".."))
EXAMPLE = os.path.join(ROOT, "examples", "installation")
UNIT = os.path.join(EXAMPLE, "hemiola.service")


def read_unit():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(UNIT)
    return unit


class Unit(unittest.TestCase):
    def test_it_restarts_for_ever_and_hides_neither_sound_nor_shared_memory(self):
        unit = read_unit()
        self.assertEqual(unit["Service"]["Restart"], "always")
        self.assertEqual(unit["Unit"]["StartLimitIntervalSec"], "0")
        for breaks in ("PrivateIPC", "PrivateTmp", "RestrictRealtime", "MemoryDenyWriteExecute",
                       "PrivateDevices"):
            self.assertNotIn(breaks, unit["Service"])
        self.assertTrue(unit["Service"]["ExecStart"].endswith("examples/installation/start"))

    def verify(self, text):
        """Exit status and output of systemd-analyze (Debian: systemd) for a unit."""
        with tempfile.TemporaryDirectory(prefix="hemiola-unit-") as folder:
            path = os.path.join(folder, "hemiola.service")
            with open(path, "w") as file:
                file.write(text)
            result = subprocess.run(["systemd-analyze", "--user", "verify", path], text=True,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                    env={**os.environ, "XDG_RUNTIME_DIR": folder, "HOME": folder})
        return result.returncode, result.stdout

    def test_systemd_has_nothing_to_say_against_it(self):
        with open(UNIT) as file:
            text = file.read().replace("/usr/share/hemiola/examples/installation", EXAMPLE)
        self.assertEqual(self.verify(text), (0, ""))
        # And it does complain about a broken unit.
        self.assertNotEqual(self.verify(text.replace("=always", "=never"))[1], "")
        self.assertNotEqual(self.verify(text.replace("/start\n", "/stop\n"))[0], 0)


class Start(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="hemiola-start-")
        self.addCleanup(shutil.rmtree, self.home)
        extensions = os.path.join(self.home, ".local/share/SuperCollider/Extensions")
        os.makedirs(extensions)
        os.symlink(os.path.join(ROOT, "sclang"), os.path.join(extensions, "classes"))
        os.symlink(servers.PLUGINS, os.path.join(extensions, "plugins"))
        self.jack = "hemiola%d" % os.getpid()
        self.log = os.path.join(self.home, "log")

    def start(self):
        """As systemd does: in a new session, so that its processes can be found."""
        with open(self.log, "wb") as out:
            process = subprocess.Popen(
                [os.path.join(EXAMPLE, "start")], stdout=out, stderr=out, stdin=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, "HOME": self.home, "XDG_RUNTIME_DIR": self.home,
                     "JACK_DEFAULT_SERVER": self.jack, "HEMIOLA_DEVICE": "dummy",
                     "HEMIOLA_REPORT_SECONDS": "1", "HEMIOLA_WORKER": servers.WORKER})
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        for pid in [process.pid, *self.family(process.pid)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        process.wait()

    def printed(self, words, seconds=600):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with open(self.log, errors="replace") as file:
                text = file.read()
            if words in text:
                return text
            time.sleep(0.1)
        self.fail("no '%s':\n%s" % (words, text))

    @staticmethod
    def family(ancestor):
        """All descendants of a process: {pid: name}."""
        parents, names = {}, {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/stat" % pid) as file:
                    head, tail = file.read().rsplit(")", 1)
            except OSError:
                continue
            names[int(pid)] = head.split("(", 1)[1]
            parents[int(pid)] = int(tail.split()[1])
        found, grown = {ancestor}, True
        while grown:
            more = {pid for pid, parent in parents.items() if parent in found} - found
            found, grown = found | more, bool(more)
        return {pid: names[pid] for pid in found - {ancestor} if pid in names}

    def test_it_plays_ends_with_its_server_plays_again_and_ends_when_told(self):
        service = read_unit()["Service"]
        process = self.start()
        self.printed("  playing")
        text = self.printed("  worker ready, frame ")
        self.assertRegex(text, r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  playing")
        servers_found = [pid for pid, name in self.family(process.pid).items() if name == "scsynth"]
        self.assertEqual(len(servers_found), 1)
        os.kill(servers_found[0], signal.SIGKILL)
        self.assertNotEqual(process.wait(20), 0)
        self.printed("start: ended with status")
        self.assertFalse(os.path.exists("/dev/shm/jack_%s_0_0" % self.jack))

        # Restart=always: run it again.
        process = self.start()
        self.printed("  worker ready, frame ")
        family = self.family(process.pid)
        self.assertLessEqual({"jackd", "sclang", "scsynth"}, set(family.values()))
        # KillMode=mixed: SIGTERM to the script only; the rest is killed after TimeoutStopSec=.
        self.assertEqual(service["KillMode"], "mixed")
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        status = process.wait(float(service["TimeoutStopSec"]))
        # systemctl status does not show this as a failure.
        self.assertIn(str(status), re.split(r"\s+", service["SuccessExitStatus"]))
        while self.alive(family) and time.monotonic() < begun + float(service["TimeoutStopSec"]):
            time.sleep(0.1)
        self.assertEqual(self.alive(family), {})
        print("ended %.1f s after SIGTERM" % (time.monotonic() - begun))
        # JACK leaves the semaphore of a killed client, for the next client with its name.
        left = [name for name in os.listdir("/dev/shm") if name == "jack_%s_0_0" % self.jack or
                any(name.startswith("hemiola-") and "-%d-" % pid in name for pid in family)]
        self.assertEqual(left, [])

    @staticmethod
    def alive(family):
        def runs(pid):
            try:
                with open("/proc/%d/stat" % pid) as file:
                    return file.read().rsplit(")", 1)[1].split()[0] != "Z"
            except OSError:
                return False
        return {pid: name for pid, name in family.items() if runs(pid)}


if __name__ == "__main__":
    unittest.main()
