"""scsynth and supernova for tests: offline renders, and live servers on a JACK dummy device."""
import array
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time

import osc

PLUGINS = os.environ["HEMIOLA_PLUGINS"]       # folder of Hemiola.so
WORKER = os.environ.get("HEMIOLA_WORKER", "")  # the program that the plugin starts
MODEL = os.environ.get("HEMIOLA_TEST_MODEL", "")


def plugin_path(ours=PLUGINS):
    """The folders of our plugins and of the server's own."""
    for folder in ("/usr/lib/SuperCollider/plugins", "/usr/local/lib/SuperCollider/plugins"):
        if os.path.isdir(folder):
            return ours + ":" + folder
    return ours


def read_wav(path):
    """Reads a file of 32-bit floats or 24-bit integers; returns a list of channels, each an array of floats."""
    with open(path, "rb") as file:
        data = file.read()
    at, channels, bits = 12, 1, 32
    while at + 8 <= len(data):
        name, size = data[at:at + 4], struct.unpack_from("<I", data, at + 4)[0]
        if name == b"fmt ":
            channels = struct.unpack_from("<H", data, at + 10)[0]
            bits = struct.unpack_from("<H", data, at + 22)[0]
        if name == b"data":
            samples = array.array("f")
            body = data[at + 8:at + 8 + size]
            if bits == 24:
                body = array.array("f", (int.from_bytes(body[i:i + 3], "little", signed=True) / 2 ** 23
                                         for i in range(0, len(body) // 3 * 3, 3))).tobytes()
            samples.frombytes(body[:len(body) // (4 * channels) * 4 * channels])
            return [samples[channel::channels] for channel in range(channels)]
        at += 8 + size + size % 2
    raise ValueError(path + " holds no samples")


def first_difference(a, b):
    """Index of the first sample that differs, or None; compares up to the shorter length."""
    length = min(len(a), len(b))
    if a[:length].tobytes() == b[:length].tobytes():
        return None
    return next(i for i in range(length) if a[i] != b[i])


def wrong_hops(sound, wanted, hop):
    """(number of whole hops that differ from the expected sound in any bit, number of hops compared)."""
    begins = range(0, min(len(sound), len(wanted)) - hop + 1, hop)
    return sum(sound[at:at + hop].tobytes() != wanted[at:at + hop].tobytes() for at in begins), \
        len(begins)


def largest_step(samples):
    return max(abs(samples[i] - samples[i - 1]) for i in range(1, len(samples)))


def start_command(model="", voices=0, latency=0.0, device="", worker="", osc_port=-1):
    return ("/cmd", "/hemiola/start", model or MODEL, float(voices), float(latency), device, worker,
            osc_port)


def version():
    """Of scsynth, such as (3, 13)."""
    said = subprocess.run(["scsynth", "-v"], stdout=subprocess.PIPE, text=True).stdout
    return tuple(int(number) for number in re.search(r"(\d+)\.(\d+)", said).groups())


def render(score, seconds, rate=48000, channels=2, options=(), server="scsynth", environment=None):
    """score: (time, [OSC bytes]) pairs. Returns (channels, text printed by the server)."""
    folder = tempfile.mkdtemp(prefix="hemiola-nrt-")
    try:
        score_path, wav = os.path.join(folder, "score.osc"), os.path.join(folder, "out.wav")
        with open(score_path, "wb") as file:
            for when, messages in list(score) + [(seconds, [osc.encode("/c_set", 0, 0)])]:
                packet = osc.bundle(when, messages)
                file.write(struct.pack(">i", len(packet)) + packet)
        command = [server, "-U", plugin_path(), "-D", "0", "-o", str(channels), "-i", "0",
                   *options, "-N", score_path, "_", wav, str(rate), "WAV", "float"]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                timeout=1500, env={**os.environ, **(environment or {})})
        text = result.stdout
        for bad in ("exception in GraphDef_Recv", "FAILURE IN SERVER", "*** ERROR"):
            assert bad not in text, text
        assert result.returncode == 0, "%s ended with %d:\n%s" % (server, result.returncode, text)
        return read_wav(wav), text
    finally:
        shutil.rmtree(folder)


class Live:
    """A server with its own JACK dummy device; all processes it started end with it."""

    def __init__(self, server="scsynth", rate=48000, block=64, period=64, environment=None,
                 options=(), preload="", log_folder=None, plugins=""):
        self.folder = tempfile.mkdtemp(prefix="hemiola-live-")
        self.log_path = os.path.join(log_folder or self.folder, "log")
        self.name = "hemiola%d_%d" % (os.getpid(), random.randrange(10**6))
        self.port = random.randrange(20000, 50000)
        self.processes = []
        environment = {**os.environ, "JACK_DEFAULT_SERVER": self.name, "JACK_NO_START_SERVER": "1",
                       **(environment or {})}
        self.log = open(self.log_path, "wb")
        try:
            self._run(["jackd", "-R", "-p", "64", "-n", self.name, "-d", "dummy", "-r", str(rate),
                       "-p", str(period)], environment)
            self._await(lambda: os.path.exists("/dev/shm/jack_%s_0_0" % self.name), 600, "jackd")
            self.command = [server, "-u", str(self.port), "-U", plugins or plugin_path(), "-D", "0",
                            "-i", "2", "-o", "2", "-z", str(block), "-R", "0", "-l", "4", *options]
            self.environment = {**environment, "LD_PRELOAD": preload}
            self.boot()
        except BaseException:
            self.close()
            raise

    def boot(self):
        """Starts the server, or restarts it with the same ports after it has ended."""
        self.processes = [each for each in self.processes if each.poll() is None]
        begin = time.monotonic()
        self.process = self._run(self.command, self.environment)
        if hasattr(self, "client"):
            self.client.close()
        self.client = osc.Client(self.port)
        self._await(lambda: self.client.ask("/status", "/status.reply", 0.02), 600, self.command[0])
        self.boot_seconds = time.monotonic() - begin
        self.client.ask("/notify", "/done", arguments=(1,))

    def _run(self, command, environment):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log,
                                   stderr=subprocess.STDOUT, env=environment)
        self.processes.append(process)
        return process

    def _await(self, ready, seconds, what):
        end = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < end, what + " did not come up:\n" + self.printed()
            assert all(process.poll() is None for process in self.processes), \
                what + " ended at once:\n" + self.printed()
            time.sleep(0.02)

    def printed(self):
        self.log.flush()
        with open(self.log_path, errors="replace") as file:
            return file.read()

    def wait_printed(self, words, seconds=600, times=1):
        end = time.monotonic() + seconds
        while self.printed().count(words) < times:
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def start(self, seconds=600, **options):
        """Starts a worker; returns the values of /hemiola/started, by name."""
        self.client.send(*start_command(**options))
        reply = self.client.wait_for("/hemiola/started", seconds)
        assert reply is not None, "no /hemiola/started:\n" + self.printed()
        names = ("ok", "latency", "hop", "voices", "places", "channels", "rhythm", "epoch")
        return dict(zip(names, reply[3:]))

    def report(self):
        reply = self.client.ask("/cmd", "/hemiola/report", arguments=("/hemiola/report",))
        assert reply is not None, "no /hemiola/report:\n" + self.printed()
        names = ("ready", "late_encoder", "late_decoder", "frames", "dropped", "restarts", "latency",
                 "hop", "encoders", "decoders", "frame_us", "unsent", "epoch", "worker_pid",
                 "voices", "places", "channels", "rhythm")
        report = dict(zip(names, reply[3:]))
        for name, high in zip(("late_encoder", "late_decoder", "frames", "dropped", "unsent"),
                              reply[3 + 23:]):
            report[name] += high * 2.0**24
        return report

    def load(self, definition):
        assert self.client.ask("/d_recv", "/done", arguments=(definition.bytes(),)), self.printed()

    def sync(self):
        assert self.client.ask("/sync", "/synced", arguments=(1,)), self.printed()

    def await_report(self, holds, seconds=600):
        """The first report for which holds() is true. The timeout only prevents a hang."""
        end = time.monotonic() + seconds
        report = self.report()
        while not holds(report):
            assert time.monotonic() < end, "%s\n%s" % (report, self.printed())
            assert self.alive(), self.printed()
            time.sleep(0.02)
            report = self.report()
        return report

    @staticmethod
    def end_worker(report, how):
        """Sends a signal to the report's worker. Process 0 would mean this test's process group."""
        assert report["worker_pid"] > 1, report
        os.kill(int(report["worker_pid"]), how)

    def alive(self):
        return self.process.poll() is None and \
            self.client.ask("/status", "/status.reply", 600) is not None

    def record(self, channels, seconds, make_synths, after=None, rate=48000, until_after=False):
        """Starts a buffer recording of buses 0.. and the synths in one bundle; returns channels. The synths
        are freed in the recording's last block: after the given seconds, or, with until_after, when after()
        returns (then the rest of the recording is silence)."""
        frames = int(seconds * rate)
        path = os.path.join(self.folder, "take.wav")
        assert self.client.ask("/b_alloc", "/done", arguments=(0, frames, channels))
        import synthdef
        recorder = synthdef.SynthDef("recorder")
        signals = recorder.unit("In", synthdef.AUDIO, [0], channels)
        recorder.unit("RecordBuf", synthdef.AUDIO, [0, 0, 1, 0, 1, 0, 1, 7] + signals)
        self.load(recorder)
        messages = list(make_synths) + [osc.encode("/s_new", "recorder", 999, 1, 0)]
        self.client.socket.sendto(b"#bundle\0" + struct.pack(">II", 0, 1) + b"".join(
            struct.pack(">i", len(message)) + message for message in messages), self.client.target)
        if after:
            after()
        if until_after:
            self.client.send("/n_free", 999)
        ended = self.client.wait_for("/n_end", seconds + 600, lambda message: message[1] == 999)
        assert ended, "the recording did not end:\n" + self.printed()
        assert self.client.ask("/b_write", "/done", 600, (0, path, "wav", "float", -1, 0, 0))
        self.client.ask("/b_free", "/done", arguments=(0,))
        return read_wav(path)

    def close(self):
        if hasattr(self, "client") and len(self.processes) > 1 and self.process.poll() is None:
            self.client.send("/quit")
            self._wait(self.process)
            self.client.close()
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                self._wait(process)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _wait(process):
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
