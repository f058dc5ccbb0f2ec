"""A worker that other machines can reach is found by mDNS: a real Avahi daemon on a bus of its own, which
announces on the loopback interface only, and avahi-browse in the part of the other machine."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugins"))
import servers  # noqa: E402

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/> <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/> <allow receive_sender="*"/>
  </policy>
</busconfig>
"""
AVAHI = """[server]
host-name=hemiola-test
allow-interfaces=lo
use-ipv6=no
ratelimit-burst=1000
[publish]
publish-workstation=no
publish-hinfo=no
"""
PATIENCE_SECONDS = 30


class Announcement(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="hemiola-mdns-")
        self.addCleanup(shutil.rmtree, self.folder)
        bus = "unix:path=" + os.path.join(self.folder, "bus")
        for name, text in (("bus.conf", BUS % bus), ("avahi.conf", AVAHI)):
            with open(os.path.join(self.folder, name), "w") as file:
                file.write(text)
        self.environment = {"DBUS_SYSTEM_BUS_ADDRESS": bus}
        self.start(["dbus-daemon", "--nofork", "--config-file", os.path.join(self.folder, "bus.conf")])

    def start(self, command):
        process = subprocess.Popen(command, env={**os.environ, **self.environment}, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (process.terminate(), process.wait()))
        return process

    def start_avahi(self):
        # Its own /run: a daemon of this machine may have its files there.
        unshare = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-rm"]
        with open("/proc/self/mountinfo") as mounts:
            if not any(line.split()[4] == "/" for line in mounts):  # in a chroot
                unshare += ["--propagation", "unchanged"]
        return self.start(unshare + ["sh", "-c", "mount -t tmpfs none /run && exec avahi-daemon --no-drop-root "
                                     "--no-chroot --no-rlimits -f %s/avahi.conf" % self.folder])

    def services(self, kind):
        """{name: port} of those that answer now."""
        told = subprocess.run(["avahi-browse", "-rtp", kind], env={**os.environ, **self.environment},
                              capture_output=True, text=True, timeout=60).stdout
        rows = [line.split(";") for line in told.splitlines() if line.startswith("=")]
        return {row[3].replace("\\032", " "): int(row[8]) for row in rows}

    def await_service(self, kind):
        until = time.time() + PATIENCE_SECONDS
        while time.time() < until:
            found = self.services(kind)
            if found:
                return found
            time.sleep(0.3)
        self.fail("%s is not announced" % kind)

    def live(self, **environment):
        live = servers.Live(environment={**self.environment, **environment, "HOME": self.folder})
        self.addCleanup(live.close)
        port = 50001 + os.getpid() % 6000
        self.assertEqual(live.start(osc_port=port, latency=0.3)["ok"], 1, live.printed())
        return port

    def test_both_ports_are_found_also_after_avahi_came_late_and_came_back(self):
        port = self.live(HEMIOLA_OSC_BIND="0.0.0.0")
        for _ in range(2):
            avahi = self.start_avahi()
            for kind in ("_oscjson._tcp", "_osc._udp"):
                found = self.await_service(kind)
                self.assertEqual(list(found.values()), [port], found)
                self.assertTrue(list(found)[0].startswith("Hemiola on "), found)
            avahi.terminate()
            avahi.wait()

    def test_a_worker_that_only_this_machine_reaches_is_not_announced(self):
        self.live()
        self.start_avahi()
        # The daemon answers: it knows its own machine.
        until = time.time() + PATIENCE_SECONDS
        resolve = ["avahi-resolve", "-4", "-n", "hemiola-test.local"]
        while subprocess.run(resolve, env={**os.environ, **self.environment}, capture_output=True).stdout == b"":
            self.assertLess(time.time(), until, "Avahi does not answer")
            time.sleep(0.3)
        self.assertEqual(self.services("_oscjson._tcp"), {})


if __name__ == "__main__":
    unittest.main()
