"""Rivals that are Debian packages, measured in the same run: Rubber Band's live pitch shifter, JACK itself."""
import ctypes
import ctypes.util
import re
import shutil
import subprocess
import time

import numpy
import servers

RATE, BLOCK, SEMITONES = 48000, 256, 5
REAL_TIME, STEADY_PITCH = 1, 0x04000000  # of rubberband-c.h: process real time, pitch high consistency


def version():
    said = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "librubberband-dev"], stdout=subprocess.PIPE,
                          text=True).stdout
    return re.match(r"[\d.]*\d", said).group(0)


class Shifter:
    """Rubber Band in real-time mode, one channel; the library's own C interface."""

    def __init__(self, semitones):
        library = ctypes.CDLL(ctypes.util.find_library("rubberband"))
        library.rubberband_new.restype = ctypes.c_void_p
        library.rubberband_new.argtypes = [ctypes.c_uint, ctypes.c_uint, ctypes.c_int, ctypes.c_double,
                                           ctypes.c_double]
        self.library = library
        pitch = 2.0 ** (semitones / 12)
        self.state = ctypes.c_void_p(library.rubberband_new(RATE, 1, REAL_TIME | STEADY_PITCH, 1.0, pitch))

    def close(self):
        self.library.rubberband_delete(self.state)

    def pass_through(self, samples):
        """Feeds blocks as a sound card would; returns the sound, silence where none was ready."""
        out, waiting = numpy.zeros(len(samples), numpy.float32), numpy.zeros(0, numpy.float32)
        for at in range(0, len(samples) - BLOCK + 1, BLOCK):
            block = numpy.ascontiguousarray(samples[at:at + BLOCK], numpy.float32)
            pointer = (ctypes.c_void_p * 1)(block.ctypes.data)
            self.library.rubberband_process(self.state, pointer, BLOCK, 0)
            ready = max(0, self.library.rubberband_available(self.state))
            got = numpy.zeros(ready, numpy.float32)
            if ready:
                pointer = (ctypes.c_void_p * 1)(got.ctypes.data)
                self.library.rubberband_retrieve(self.state, pointer, ready)
            waiting = numpy.concatenate([waiting, got])
            now = min(BLOCK, len(waiting))
            out[at + BLOCK - now:at + BLOCK] = waiting[:now]
            waiting = waiting[now:]
        return out


def noise_bursts(seconds):
    """Bursts of noise, three a second, over a chord; and where they begin."""
    t = numpy.arange(int(seconds * RATE)) / RATE
    chord = sum(numpy.sin(2 * numpy.pi * hz * t) for hz in (220, 277.2, 329.6)) * 0.05
    begins = numpy.arange(RATE // 2, len(t) - RATE // 2, RATE // 3)
    noise = numpy.random.default_rng(1).standard_normal(len(t))
    for begin in begins:
        chord[begin:begin + 2000] += 0.5 * noise[begin:begin + 2000] * numpy.exp(-numpy.arange(2000) / 400)
    return chord.astype(numpy.float32), begins


def delay_ms(sound, begins):
    """Median time from a burst's begin to where its energy has come through by half, less the source's own."""
    def halves(samples):
        found = []
        for begin in begins:
            power = numpy.cumsum(samples[begin:begin + RATE // 4].astype(float) ** 2)
            found.append(int(numpy.searchsorted(power, power[-1] / 2)))
        return numpy.array(found)
    source, _ = noise_bursts(len(sound) / RATE)
    return float(numpy.median(halves(sound) - halves(source))) * 1000 / RATE


def rubber_band(results, quick):
    source, begins = noise_bursts(4 if quick else 12)
    shares, delays = [], []
    for _ in range(1 if quick else 5):
        shifter = Shifter(SEMITONES)
        begin = time.thread_time()
        sound = shifter.pass_through(source)
        shares.append((time.thread_time() - begin) * RATE / len(source))
        delays.append(delay_ms(sound, begins))
        shifter.close()
    words = "measured in this run: version %s, real-time mode, blocks of %d, up %d semitones" \
        % (version(), BLOCK, SEMITONES)
    results.rival("rotation_delay", sorted(delays)[len(delays) // 2], words)
    results.rival("rotation_cpu", sorted(shares)[len(shares) // 2], words)


def jack(results, quick):
    """JACK's delay from a program's output to its own input, by JACK's own meter."""
    if not shutil.which("jack_iodelay") or not shutil.which("jack_connect"):
        results.leave_out("jack", "jack_iodelay is not installed")
        return
    with servers.Live() as live:
        meter = subprocess.Popen(["stdbuf", "-oL", "jack_iodelay"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                 env=live.environment)
        try:
            end = time.monotonic() + 30  # until its ports are there
            while subprocess.run(["jack_connect", "jack_delay:out", "jack_delay:in"], env=live.environment,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
                if time.monotonic() > end:
                    break
                time.sleep(0.2)
            time.sleep(2 if quick else 5)
        finally:
            meter.terminate()
            said = meter.communicate()[0]
    found = re.findall(r"([\d.]+) frames +([\d.]+) ms", said)
    if found:
        results.add("jack", float(found[-1][1]), "jack_iodelay: %s samples, periods of 64" % found[-1][0])
    else:
        results.leave_out("jack", "jack_iodelay heard nothing")


def measure(results, quick):
    rubber_band(results, quick)
    jack(results, quick)
