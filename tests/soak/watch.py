"""Measurements for all parts of the soak: the server's answers, its sound, its blocks, and leftovers."""
import mmap
import os
import random
import socket
import struct
import tempfile
import threading
import time

import osc
import servers
import synthdef
from synthdef import AUDIO, CONTROL, SynthDef

RATE = 48000
SINE_HZ = 300.0
SINE_STEP = 0.0393 * 0.2  # largest step of a 300 Hz sine with amplitude 0.2
WINDOW = RATE // 100      # for measuring levels


class Row:
    """One line of the table: what was measured, the limit, and whether it is met. judged: False for what a
    busy machine changes, in the short run: it is a test."""

    def __init__(self, part, name, value, target, met, note="", judged=True):
        self.part, self.name, self.value = part, name, value
        self.target = target if judged else "(not judged: %s)" % target
        self.met, self.note = bool(met) or not judged, note


def free_port(kind=socket.SOCK_DGRAM):
    with socket.socket(socket.AF_INET, kind) as each:
        each.bind(("127.0.0.1", 0))
        return each.getsockname()[1]


def port_is_free(port):
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as each:
            if kind == socket.SOCK_STREAM:
                each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                each.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def processes():
    """(pid, parent, state, command) of all processes."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % name) as file:
                after = file.read().rsplit(")", 1)[1].split()
            with open("/proc/%s/cmdline" % name) as file:
                command = file.read().replace("\0", " ").strip()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found.append((int(name), int(after[1]), after[0], command))
    return found


class Blocks:
    """Durations of the server's process callbacks, from block_times_shim.cpp."""

    def __init__(self, path):
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 32)

    def reset(self):
        self.memory[8:24] = bytes(16)

    def read(self):
        """(callbacks, longest in us by wall clock, longest in us by thread clock, mean in us)."""
        count, wall, cpu, total = struct.unpack("<4Q", self.memory[:32])
        return count, wall / 1e3, cpu / 1e3, total / 1e3 / max(1, count)


class Answers:
    """Sends /status continuously from its own socket."""

    def __init__(self, port, patience=1):
        """patience: seconds until an answer counts as missed."""
        self.client, self.stop, self.patience = osc.Client(port), threading.Event(), patience
        self.asked, self.missed, self.longest = 0, 0, 0.0
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.stop.wait(0.02):
            begin = time.monotonic()
            answer = self.client.ask("/status", "/status.reply", self.patience)
            self.client.heard.clear()
            if self.stop.is_set():
                break
            self.asked += 1
            self.missed += answer is None
            self.longest = max(self.longest, time.monotonic() - begin)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        self.client.close()


class Stage(servers.Live):
    """A live server with two voices of the real model, a sine beside them, and a marker for moments."""

    def __init__(self, server="scsynth", osc_port=None, **options):
        self.osc_port = osc_port or free_port()
        self.times_path = tempfile.mktemp(prefix="hemiola-blocks-")
        environment = {"HEMIOLA_BLOCK_TIMES": self.times_path, **options.pop("environment", {})}
        shim = os.environ.get("HEMIOLA_BLOCK_TIMES_SHIM", "") if server == "scsynth" else ""
        super().__init__(server, environment=environment, preload=shim, **options)
        self.blocks = Blocks(self.times_path) if os.path.exists(self.times_path) else None

    def play(self, voices=2, level=0.3, capacity=8, **options):
        """Starts the worker and the synths; returns the values of /hemiola/started."""
        started = self.start(osc_port=self.osc_port, voices=capacity, **options)
        assert started["ok"] == 1, self.printed()
        self.shape = int(started["places"] * started["channels"]), int(started["rhythm"])
        self.hop = int(started["hop"])
        self.load(self.voice_definition(level))
        self.load(self.beside_definition())
        self.client.send("/s_new", "beside", 900, 0, 0)
        for voice in range(voices):
            self.client.send("/s_new", "voice", 1000 + voice, 0, 0, "bus", 16 + min(voice, 1),
                             "hz", 110.0 * (1 + voice % 4))
        self.sync()
        return started

    def voice_definition(self, level):
        definition = SynthDef("voice", bus=16, hz=110.0)
        saw = definition.unit("Saw", AUDIO, [definition.control["hz"]])[0]
        saw = definition.operator("*", AUDIO, saw, level)
        latents = synthdef.encoder(definition, saw, -1, *self.shape)
        return definition.out(definition.control["bus"],
                              [synthdef.decoder(definition, latents, harmony=self.shape[0])])

    @staticmethod
    def beside_definition():
        """Bus 18: a sine, for the rest of the graph. Bus 19: a marker set by a control."""
        definition = SynthDef("beside", mark=0)
        sine = definition.unit("SinOsc", AUDIO, [SINE_HZ, 0])[0]
        sine = definition.operator("*", AUDIO, sine, 0.2)
        return definition.out(18, [sine, definition.unit("K2A", AUDIO,
                                                        [definition.control["mark"]])[0]])

    def wait_for_sound(self, seconds=600):
        """Waits until worker and voices have had time to fill their windows."""
        end = time.monotonic() + seconds
        while not self.report()["ready"] and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.5)

    def take(self, seconds, during, folder):
        """Records buses 16 to 19 for some seconds while during() runs: two voices, the sine, the marker."""
        path = os.path.join(folder, "take.wav")
        assert self.client.ask("/b_alloc", "/done", arguments=(0, int(seconds * RATE), 4))
        recorder = SynthDef("recorder")
        signals = recorder.unit("In", AUDIO, [16], 4)
        recorder.unit("RecordBuf", AUDIO, [0, 0, 1, 0, 1, 0, 1, 2] + signals)
        self.load(recorder)
        self.client.send("/s_new", "recorder", 999, 1, 0)
        during()
        ended = self.client.wait_for("/n_end", seconds + 600, lambda message: message[1] == 999)
        assert ended, "the recording did not end:\n" + self.printed()[-2000:]
        assert self.client.ask("/b_write", "/done", 600, (0, path, "wav", "float", -1, 0, 0))
        assert self.client.ask("/b_free", "/done", arguments=(0,))
        channels = servers.read_wav(path)
        os.remove(path)
        return channels

    def mark(self, value):
        self.client.send("/n_set", 900, "mark", float(value))

    def traces(self):
        """What belongs to this server: its processes except zombies, its names, its descriptors."""
        ours = [each for each in processes() if each[1] == self.process.pid or
                "hemiola-%d-%d-" % (os.geteuid(), self.process.pid) in each[3]]
        names = [name for name in os.listdir("/dev/shm") if
                 name.startswith("hemiola-%d-%d-" % (os.geteuid(), self.process.pid))]
        files = len(os.listdir("/proc/%d/fd" % self.process.pid))
        return {"processes": sum(each[2] != "Z" for each in ours),
                "zombies": sum(each[2] == "Z" for each in ours), "names": len(names),
                "descriptors": files}

    def memory_kb(self, pid=None):
        """0 if the process has ended."""
        try:
            with open("/proc/%d/status" % (pid or self.process.pid)) as file:
                return next((int(line.split()[1]) for line in file if line.startswith("VmRSS")), 0)
        except FileNotFoundError:
            return 0

    def said(self):
        """Our last messages in the post window."""
        return " | ".join([line for line in self.printed().splitlines() if "Hemiola" in line][-3:])

    def xruns(self):
        return self.printed().count("XRun")

    def close(self):
        super().close()
        if os.path.exists(self.times_path):
            os.remove(self.times_path)


def levels(samples, begin=0, end=None):
    """RMS of each window."""
    part = samples[begin:end]
    return [(sum(x * x for x in part[i:i + WINDOW]) / WINDOW) ** 0.5
            for i in range(0, len(part) - WINDOW + 1, WINDOW)]


def moment_of(mark, value=1):
    """The first sample at which the marker has at least this value."""
    return next((i for i, each in enumerate(mark) if each > value - 0.5), None)


def back_after(sound, fault, over):
    """Seconds from the end of the fault until the sound has half its level before the fault and keeps it for
    100 ms; 0 if it never fell, None if it never came back."""
    before = sorted(levels(sound, max(0, fault - RATE // 2), fault))
    half = before[len(before) // 2] / 2
    after = [level >= half for level in levels(sound, over)]
    if half == 0 or not after:
        return None
    if all(after):
        return 0.0
    for i in range(after.index(False), len(after) - 9):
        if all(after[i:i + 10]):
            return i * WINDOW / RATE
    return None
