"""examples/installation with a real worker: mapping, silent sensors, OSCQuery, layout."""
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "plugins"))
import osc  # noqa: E402
import servers  # noqa: E402

ROOT = os.path.abspath(os.path.join(HERE, "..", ".."))
EXAMPLE = os.path.join(ROOT, "examples", "installation")
LAYOUTS = os.path.join(EXAMPLE, "layouts")


def query(port, target):
    with urllib.request.urlopen("http://127.0.0.1:%d%s" % (port, target), timeout=600) as answer:
        return json.load(answer)


def each_widget(node):
    for child in node.get("tabs", []) + node.get("widgets", []):
        yield child
        yield from each_widget(child)


class WithWorker(unittest.TestCase):
    """One scsynth with one real worker for all tests, with a separate mapping file."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="hemiola-field-")
        cls.addClassCleanup(folder.cleanup)
        cls.mapping = os.path.join(folder.name, "hemiola", "mapping.json")
        os.mkdir(os.path.dirname(cls.mapping))
        with open(os.path.join(EXAMPLE, "mapping.json")) as file:
            cls.example = file.read()
        # Shorter times than for an installation, so that the missing phone is noticed sooner.
        hasty = cls.example.replace('"hold": 3, "glide": 10', '"hold": 0.3, "glide": 0.5')
        assert hasty != cls.example
        cls.write_mapping(hasty)
        cls.live = servers.Live(environment={"XDG_CONFIG_HOME": folder.name})
        cls.addClassCleanup(cls.live.close)
        cls.port = random.randrange(20000, 50000)
        assert cls.live.start(osc_port=cls.port, voices=4)["ok"] == 1, cls.live.printed()

    @classmethod
    def write_mapping(cls, text):
        with open(cls.mapping + ".new", "w") as file:
            file.write(text)
        os.replace(cls.mapping + ".new", cls.mapping)

    def restore_mapping(self):
        read = self.live.printed().count("7 mappings.")
        self.write_mapping(self.example)
        end = time.monotonic() + 600
        while self.live.printed().count("7 mappings.") == read and time.monotonic() < end:
            time.sleep(0.05)

    def send(self, *arguments):
        subprocess.run(["oscsend", "127.0.0.1", str(self.port), *arguments], check=True)

    def value(self, address):
        values = query(self.port, address + "?VALUE")["VALUE"]
        return values[0] if len(values) == 1 else values

    def await_values_of(self, address, wanted):
        """Compares only as many values as were sent; switches count as numbers."""
        end = time.monotonic() + 600
        while True:
            values = query(self.port, address + "?VALUE")["VALUE"][:len(wanted)]
            if [float(value) for value in values] == [float(value) for value in wanted]:
                return
            self.assertLess(time.monotonic(), end, "%s is %s, not %s" % (address, values, wanted))
            time.sleep(0.01)

    def await_value(self, address, wanted, seconds=600):
        """Lists may differ by 0.01, as smoothed values take long to settle."""
        def there(value):
            if not isinstance(wanted, list):
                return value == wanted
            return all(abs(a - b) < 0.01 for a, b in zip(value, wanted))
        end = time.monotonic() + seconds
        while not there(self.value(address)):
            self.assertLess(time.monotonic(), end, "%s stays %s, not %s\n%s" % (
                address, self.value(address), wanted, self.live.printed()))
            time.sleep(0.02)

    def test_every_device_of_the_example_drives_what_it_says(self):
        self.send("/1/fader1", "f", "0.8")
        self.await_value("/hemiola/0/harmony/rotate", 7)  # 7.2, rounded to semitones
        self.send("/1/fader2", "f", "1")
        self.await_value("/hemiola/0/harmony/from", [1, 1])
        self.send("/1/toggle1", "i", "1")
        self.await_value("/hemiola/0/harmony/freeze", True)
        self.send("/1/toggle1", "i", "0")
        self.await_value("/hemiola/0/harmony/freeze", False)
        self.send("/arduino/distance", "i", "600")
        self.await_value("/hemiola/1/rhythm/from", [0, 0])
        self.send("/arduino/distance", "i", "350")
        self.await_value("/hemiola/1/rhythm/from", [0, 0.25])
        self.send("/arduino/light", "i", "500")
        self.send("/arduino/light", "i", "90")
        self.await_value("/hemiola/3/harmony/freeze", True)
        self.send("/arduino/light", "i", "200")
        time.sleep(0.1)
        self.assertTrue(self.value("/hemiola/3/harmony/freeze"))
        self.send("/arduino/light", "i", "230")
        self.await_value("/hemiola/3/harmony/freeze", False)

    def test_a_phone_that_falls_silent_glides_back_to_rest(self):
        end = time.monotonic() + 600
        while self.value("/hemiola/1/harmony/rotate") < 6.5 and time.monotonic() < end:
            self.send("/ZIGSIM/my-phone/gravity", "fff", "1", "0", "-0.2")
        seen = set()
        end = time.monotonic() + 600
        while self.value("/hemiola/1/harmony/rotate") != 0 and time.monotonic() < end:
            seen.add(self.value("/hemiola/1/harmony/rotate"))
        self.assertEqual(self.value("/hemiola/1/harmony/rotate"), 0)
        self.assertGreater(len([value for value in seen if 0 < value < 6]), 5)

    def test_edits_are_heard_broken_ones_told_and_foreign_addresses_refused(self):
        client = osc.Client(self.port)
        self.addCleanup(client.close)
        client.send("/my/knob", 1.0)
        self.assertIn("unknown address", client.wait_for("/fail")[2])
        self.addCleanup(self.restore_mapping)
        self.write_mapping('{"mappings": [\n  {"from": "/my/knob", "to": "/hemiola/2/harmony/rotate",'
                           '\n   "output": [0, 99]}\n]}')
        self.assertTrue(self.live.wait_printed("line 2: \"to\" would not be taken"),
                        self.live.printed())
        self.assertIn("Mapping as before", self.live.printed())
        self.write_mapping('{"mappings": [{"from": "/my/knob", "to": "/hemiola/2/harmony/rotate",'
                           ' "output": [0, 12]}]}')
        self.assertTrue(self.live.wait_printed("1 mappings."), self.live.printed())
        client.send("/my/knob", 0.5)
        self.await_value("/hemiola/2/harmony/rotate", 6)
        client.send("/my/knob", "half")
        self.assertIn("no finite number", client.wait_for("/fail")[2])
        client.send("/1/fader1", 0.5)
        self.assertIn("unknown address", client.wait_for("/fail")[2])

    def test_oscquery_tells_where_to_send_and_what_there_is(self):
        host = query(self.port, "/?HOST_INFO")
        self.assertEqual(host["OSC_PORT"], self.port)
        # Values are pushed through a WebSocket, at the same port.
        self.assertTrue(host["EXTENSIONS"]["LISTEN"])
        self.assertEqual(host["WS_PORT"], self.port)
        with socket.create_connection(("127.0.0.1", self.port), 600) as client:
            client.sendall(("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            "Sec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").encode())
            self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 101 "))
        voices = query(self.port, "/hemiola")["CONTENTS"]
        self.assertLessEqual({"0", "1", "2", "3", "all"}, set(voices))
        self.assertNotIn("4", voices)
        with self.assertRaises(urllib.error.HTTPError) as missing:
            query(self.port, "/hemiola/4")
        self.assertEqual(missing.exception.code, 404)

    def test_the_layout_is_what_its_script_writes(self):
        with open(os.path.join(LAYOUTS, "hemiola.json")) as file:
            kept = json.load(file)
        made = subprocess.run([sys.executable, "-B", os.path.join(LAYOUTS, "make_layout.py")],
                              check=True, stdout=subprocess.PIPE).stdout
        self.assertEqual(kept, json.loads(made))

    def test_every_address_of_the_layout_exists_with_its_range_and_is_taken(self):
        with open(os.path.join(LAYOUTS, "hemiola.json")) as file:
            widgets = [w for w in each_widget(json.load(file)["content"]) if "address" in w]
        self.assertGreater(len(widgets), 30)
        names = [w["id"] for w in widgets]
        self.assertEqual(len(names), len(set(names)))
        client = osc.Client(self.port)
        self.addCleanup(client.close)
        for widget in widgets:
            node = query(self.port, widget["address"])
            # A number of the requested type; a toggle takes 0 and 1.
            self.assertEqual(widget["typeTags"], node["TYPE"][:len(widget["typeTags"])].replace("T", "i"))
            own = node["RANGE"][len(widget.get("preArgs", "")) and 1]
            low, high = (own["MIN"], own["MAX"]) if "MIN" in own else (0, 1)
            sent = {"fader": lambda: list(widget["range"].values()),
                    "switch": lambda: list(widget["values"].values()),
                    "button": lambda: [widget["on"], widget["off"]]}[widget["type"]]()
            for value in sent:
                self.assertTrue(low <= value <= high, widget)
                number = int(value) if widget["typeTags"][-1] == "i" else float(value)
                before = [-1] if widget.get("preArgs") else []
                if before:  # the named switch exists
                    self.assertIn(widget["preArgs"][2:-1], names)
                client.send(widget["address"], *before, number)
                # Releasing a reset button does nothing.
                if "VALUE" in node and widget.get("mode") != "push":
                    self.await_values_of(widget["address"], [*before, number])
        client.send("/hemiola/ping")
        self.assertIsNotNone(client.wait_for("/hemiola/pong"))
        self.assertEqual(client.heard, [])  # no /fail, no /hemiola/clamped


if __name__ == "__main__":
    unittest.main()
