"""Tidal itself evaluates examples/superdirt/hemiola.tidal; what it sends to SuperDirt is heard here."""
import os
import socket
import struct
import subprocess
import time
import unittest

import language

# What Tidal's boot script defines; SuperDirt's port is ours.
BOOT = """
:set -XOverloadedStrings
:set prompt ""
import Sound.Tidal.Context
tidal <- startTidal (superdirtTarget {oLatency = 0.05, oAddress = "127.0.0.1", oPort = %d}) defaultConfig {cCtrlListen = False}
let d1 = streamReplace tidal 1
let d2 = streamReplace tidal 2
let d3 = streamReplace tidal 3
let d4 = streamReplace tidal 4
"""


def strings(data, at):
    """The zero-terminated string at a place of an OSC message, and the place after it."""
    end = data.index(b"\0", at)
    return data[at:end].decode(), (end // 4 + 1) * 4


def events(data):
    """The events of a packet to SuperDirt: dictionaries of its parameters."""
    if data.startswith(b"#bundle\0"):
        at, found = 16, []
        while at < len(data):
            size = struct.unpack_from(">i", data, at)[0]
            found += events(data[at + 4:at + 4 + size])
            at += 4 + size
        return found
    address, at = strings(data, 0)
    if address != "/dirt/play":
        return []
    tags, at = strings(data, at)
    values = []
    for tag in tags[1:]:
        if tag == "s":
            value, at = strings(data, at)
        else:
            size = {"f": 4, "i": 4, "d": 8}[tag]
            value = struct.unpack_from(">" + tag, data, at)[0]
            at += size
        values.append(value)
    return [dict(zip(values[::2], values[1::2]))]


class Tidal(unittest.TestCase):
    def test_the_example_is_evaluated_and_sends_what_the_effect_reads(self):
        with open(os.path.join(language.ROOT, "examples", "superdirt", "hemiola.tidal")) as file:
            example = file.read()
        heard = []
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
            ear.bind(("127.0.0.1", 0))
            ear.settimeout(1)
            tidal = subprocess.Popen(["ghci", "-v0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, text=True)
            try:
                # The interpreter takes blocks that are indented as such.
                tidal.stdin.write(BOOT % ear.getsockname()[1])
                for block in example.strip().split("\n\n"):
                    tidal.stdin.write(":{\n" + block + "\n:}\n")
                tidal.stdin.flush()
                chords = set()
                end = time.monotonic() + 120
                while time.monotonic() < end and len(chords) < 4:
                    try:
                        heard += events(ear.recv(65536))
                    except socket.timeout:
                        continue
                    chords = {event["hemchord"] for event in heard if "hemchord" in event}
            finally:
                tidal.stdin.close()
                tidal.kill()
                printed = tidal.stdout.read()
                tidal.stdout.close()
                tidal.wait()
        self.assertEqual(chords, {"a:min7", "f:maj7", "c:maj", "e:dom7"}, printed)
        self.assertNotIn("rror", printed)
        self.assertTrue(any(event.get("hemrotate") in (5, -2) for event in heard), heard[:10])
        self.assertEqual({event["hemhit"] for event in heard if "hemhit" in event}, {"bd", "sn", "hh"})
        frozen = [event for event in heard if event.get("hemblend") == 1]
        self.assertTrue(frozen)
        self.assertEqual({(event["hemfrom"], event["orbit"]) for event in frozen}, {(0, 1)})


if __name__ == "__main__":
    unittest.main()
