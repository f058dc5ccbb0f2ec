"""Every row of the address table, as printed on the design page, used by a third-party client
(python3-liblo): values are accepted, clamped and reported, or rejected with a reason."""
import os
import re
import subprocess
import sys
import time
import unittest

try:
    import liblo
except ImportError:  # its name from Debian 13 on
    import pyliblo3 as liblo

LISTENER, PAGE = os.environ["HEMIOLA_OSC_LISTENER"], os.environ["HEMIOLA_DESIGN_PAGE"]
VOICES = 8


def rows():
    """(address, [(optional, range)], meaning); range: (low, high), or None for a name."""
    with open(PAGE) as file:
        lines = re.findall(r"^\| `(/hemiola/\S+)` \| (.*?) \| (.*?) \| .*? \| (.*?) \|$", file.read(), re.M)
    found = []
    for address, arguments, ranges, meaning in lines:
        names, spans = arguments.split(), [span.strip() for span in ranges.split(";")]
        limits = []
        for name, span in zip(names, spans):
            low, _, high = span.replace("voices - 1", str(VOICES - 1)).partition(",")[0].partition(" to ")
            limits.append((name.startswith("["), (float(low), float(high)) if high else None))
        found.append((address, limits, meaning))
    return found


def is_list(address):
    return address.endswith(("/notes", "/scale"))


class EveryRow(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.listener = subprocess.Popen([LISTENER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        cls.addClassCleanup(cls.listener.wait)
        cls.addClassCleanup(cls.listener.stdin.close)
        cls.addClassCleanup(cls.listener.stdout.close)
        cls.port = int(cls.listener.stdout.readline().split()[1])
        os.set_blocking(cls.listener.stdout.fileno(), False)
        cls.client = liblo.Server()
        cls.replies = []
        cls.client.add_method(None, None, lambda path, values: cls.replies.append((path, values)))
        cls.client.send(cls.port, "/hemiola/snapshot/save", "kick")  # a name that others recall

    def ask(self, address, *arguments):
        """Returns (replies, the worker's commands); complete, as a second request marks the end."""
        question, answer = ("/hemiola/late",) * 2 if address == "/hemiola/ping" else (
            "/hemiola/ping", "/hemiola/pong")
        self.replies.clear()
        self.client.send(self.port, address, *arguments)
        self.client.send(self.port, question)
        end = time.monotonic() + 600
        while not any(path == answer for path, _ in self.replies):
            self.assertLess(time.monotonic(), end, "no answer behind " + address)
            self.client.recv(20)
        time.sleep(0.01)  # the listener polls
        heard = (self.listener.stdout.read() or b"").decode().splitlines()
        return [(path, values) for path, values in self.replies if path != answer], heard

    @staticmethod
    def addresses(address):
        return [address.replace("VOICE", voice) for voice in (("0", "7", "all") if "VOICE" in address else ("",))]

    def refused(self, address, *arguments):
        replies, heard = self.ask(address, *arguments)
        self.assertEqual([path for path, _ in replies], ["/fail"], (address, arguments, replies))
        self.assertEqual(replies[0][1][0], address)
        self.assertGreater(len(replies[0][1][1].split()), 2, "no sentence: %s" % replies)
        self.assertEqual(heard, [])

    def middle(self, limits):
        return [sum(span) / 2 if span else "kick" for _, span in limits]

    def test_the_table_is_all_there(self):
        self.assertGreaterEqual(len(rows()), 19)
        self.assertEqual(sum("VOICE" in address for address, _, _ in rows()), 19)

    def test_every_row_takes_the_ends_of_its_ranges(self):
        for address, limits, meaning in rows():
            if any(span is None for _, span in limits):
                continue  # names: see below
            for full in self.addresses(address):
                for end in (0, 1):
                    for kind in ("f", "d"):
                        # The nearest float to the end of a range may be outside of it.
                        values = [(kind if span[end] * 64 % 1 == 0 else "d", span[end])
                                  for _, span in limits if span != (0, 65535)]
                        with self.subTest(address=full, values=values):
                            replies, heard = self.ask(full, *values)
                            wrong = [reply for reply in replies if reply[0] in ("/fail", "/hemiola/clamped")]
                            self.assertEqual(wrong, [])
                            is_command = ("VOICE" in address and "subscribe" not in address
                                          or address.startswith("/hemiola/map"))
                            nothing = address.endswith("reset") and end == 0
                            self.assertEqual(len(heard) > 0, is_command and not nothing, heard)
                            told = re.search(r"answers `(\S+)`", meaning)
                            if told:
                                self.assertEqual([path for path, _ in replies], [told[1]])

    def test_every_number_outside_its_range_is_clamped_and_told_and_foreign_voices_refused(self):
        for address, limits, _ in rows():
            for index, (_, span) in enumerate(limits):
                if span is None or span == (0, 65535):
                    continue
                for beyond, taken in ((span[0] - 3, span[0]), (span[1] + 3, span[1])):
                    rest = [value for value, (optional, _) in list(zip(self.middle(limits), limits))[index + 1:]
                            if not optional]
                    values = self.middle(limits)[:index] + [beyond] + rest
                    for full in self.addresses(address):
                        with self.subTest(address=full, values=values):
                            if index == 0 and address.endswith("/from"):
                                self.refused(full, *(("f", value) for value in values))
                                continue
                            replies, _ = self.ask(full, *(("s" if value == "kick" else "f", value) for value in values))
                            clamped = [values for path, values in replies if path == "/hemiola/clamped"]
                            self.assertEqual(len(clamped), 1, replies)
                            self.assertEqual(clamped[0][0], full)
                            self.assertAlmostEqual(clamped[0][2], taken, places=5)

    def test_every_row_refuses_what_is_no_number_and_too_many_or_too_few_of_them(self):
        for address, limits, _ in rows():
            for full in self.addresses(address):
                with self.subTest(address=full):
                    good = [("f", value) if span else ("s", "kick")
                            for value, (_, span) in zip(self.middle(limits), limits)]
                    too_many = 33 if is_list(address) else 1
                    self.refused(full, *good, *[("f", 1)] * too_many)
                    if limits and not limits[0][0]:
                        self.refused(full)
                    for index, (optional, span) in enumerate(limits):
                        bad = [("s", "high"), ("f", float("nan")), ("f", float("inf"))]
                        if not optional:  # if optional, nil means a missing argument
                            bad.append(("N", None))
                        for value in bad if span else [("f", 1), ("s", "../up"), ("s", "")]:
                            self.refused(full, *good[:index], value)

    def test_no_voice_but_its_own_is_known(self):
        for address, limits, _ in rows():
            if "VOICE" in address:
                good = [("f", value) if span else ("s", value)
                        for value, (_, span) in zip(self.middle(limits), limits)]
                for voice in (str(VOICES), "-1", "none", "1x"):
                    self.refused(address.replace("VOICE", voice), *good)


if __name__ == "__main__":
    sys.exit(unittest.main())
