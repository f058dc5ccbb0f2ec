"""What the audio thread pays: times of scsynth's blocks with our units and without, and its calls."""
import os
import subprocess
import tempfile
import time

import numpy
import servers
from live import voice_definition

HERE = os.path.dirname(os.path.abspath(__file__))
SHIM = os.path.join(os.environ["HEMIOLA_BUILD"], "tests", "hemiola_audio_thread_shim.so")


def build_timer(folder):
    timer = os.path.join(folder, "block_times.so")
    subprocess.run(["g++", "-std=c++17", "-O2", "-shared", "-fPIC", "-o", timer,
                    os.path.join(HERE, "block_times.cpp"), "-ldl"], check=True)
    return timer


def run(timer, folder, play):
    """Microseconds of each block, the wake-ups apart, while play(live) ran."""
    log = os.path.join(folder, "times")
    with servers.Live(preload=timer, environment={"HEMIOLA_BLOCK_TIMES": log}) as live:
        play(live)
    return numpy.loadtxt(log, ndmin=2)[200:] / 1000


def wait(live, seconds):
    live.client.wait_for("/none", seconds)


def block_times(results, quick):
    seconds, times = (2, 10) if quick else (60, 150)

    def silent(live):
        wait(live, seconds)

    def playing(live):
        live.load(voice_definition(live.start(voices=4)))
        live.client.send("/s_new", "voice", 1000, 0, 0)
        wait(live, seconds)

    def changing(live):
        live.load(voice_definition(live.start(voices=4)))
        for i in range(times):
            live.client.send("/s_new", "voice", 1000 + i, 0, 0)
            wait(live, 0.05)
            live.client.send("/n_free", 1000 + i)
            wait(live, 0.05)

    with tempfile.TemporaryDirectory() as folder:
        timer = build_timer(folder)
        idle, busy, churn = [run(timer, folder, play) for play in (silent, playing, changing)]
    # Of a block that plays, the server itself takes what it takes when idle; the dry sound's units
    # are counted as ours.
    own = busy[:, 0] - busy[:, 1] - numpy.median(idle[:, 0])
    results.add("audio_mean", float(busy[:, 0].mean() - idle[:, 0].mean()),
                "%d blocks; the wake-ups %.1f us of it; idle %.1f us"
                % (len(busy), busy[:, 1].mean(), idle[:, 0].mean()))
    results.add("audio_999", float(numpy.percentile(own, 99.9)),
                "the idle server alone %.1f us" %
                float(numpy.percentile(idle[:, 0] - numpy.median(idle[:, 0]), 99.9)))
    # As many blocks make a synth as were made: the slowest ones.
    slowest = numpy.sort(churn[:, 0] - churn[:, 1])[-2 * times:]
    middle = float(numpy.median(busy[:, 0] - busy[:, 1]))
    results.add("audio_new", float(numpy.median(slowest[times:])) - middle,
                "the median of the slowest %d blocks of a run that made and freed %d, over a plain one"
                % (times, times))
    results.add("audio_free", float(numpy.median(slowest[:times])) - middle,
                "the median of the next %d" % times)


def calls(results, quick):
    if not os.path.exists(SHIM):
        for name in ("audio_calls", "audio_wakes"):
            results.leave_out(name, "the tests are not built (scripts/setup bench)")
        return
    seconds = 2 if quick else 10

    def watch(play):
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, "counts")
            with servers.Live(environment={"HEMIOLA_SHIM_LOG": log}, preload=SHIM) as live:
                hop = play(live)
            with open(log) as file:
                return {name: int(value) for name, value in map(str.split, file)}, hop

    def silent(live):
        wait(live, seconds)

    def playing(live):
        shape = live.start(voices=4)
        live.load(voice_definition(shape))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            live.client.send("/s_new", "voice", 1000, 0, 0)
            wait(live, 0.5)
            live.client.send("/n_free", 1000)
        return shape["hop"]

    before, _ = watch(silent)
    during, hop = watch(playing)
    kinds = ("allocations", "frees", "locks", "waits", "sleeps", "writes")
    # The server's own share: something at its start, and one lock a callback.
    share = lambda counts: sum(counts[kind] for kind in kinds) - counts["callbacks"]
    results.add("audio_calls", max(0, share(during) - share(before)) / during["callbacks"] * 1000,
                "%d blocks, synths made and freed; beyond what the idle server does"
                % during["callbacks"])
    results.add("audio_wakes", during["posts"] / (during["callbacks"] * 64 / hop),
                "one for the encoders and one for the decoders at most")
