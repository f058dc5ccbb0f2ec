"""Costs in the audio thread: scsynth's block times with and without our units, and system calls."""
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
    """Microseconds of each block and of its wake-ups while play(live) runs."""
    log = os.path.join(folder, "times")
    with servers.Live(preload=timer, environment={"HEMIOLA_BLOCK_TIMES": log}) as live:
        play(live)
    return numpy.loadtxt(log, ndmin=2)[200:] / 1000


def wait(live, seconds):
    live.client.wait_for("/none", seconds)


def block_times(results, quick):
    """A synth with encoder and decoder, compared with the same synth without them."""
    seconds, times = (2, 10) if quick else (60, 150)

    def playing(live, shape):
        live.load(voice_definition(shape))
        live.client.send("/s_new", "voice", 1000, 0, 0)
        wait(live, seconds)

    def changing(live, shape):
        live.load(voice_definition(shape))
        for i in range(times):
            live.client.send("/s_new", "voice", 1000 + i, 0, 0)
            wait(live, 0.05)
            live.client.send("/n_free", 1000 + i)
            wait(live, 0.05)

    with tempfile.TemporaryDirectory() as folder:
        timer = build_timer(folder)
        dry, wet, dry_churn, wet_churn = [
            run(timer, folder, lambda live: play(live, live.start(voices=4) if ours else None))
            for play in (playing, changing) for ours in (False, True)]
    plain = numpy.median(dry[:, 0])
    results.add("audio_mean", float(wet[:, 0].mean() - dry[:, 0].mean()),
                "%d blocks; the wake-ups %.1f us of it; the same synth without ours %.1f us"
                % (len(wet), wet[:, 1].mean(), dry[:, 0].mean()))
    results.add("audio_999", float(numpy.percentile(wet[:, 0] - wet[:, 1] - plain, 99.9)),
                "without ours %.1f us" % float(numpy.percentile(dry[:, 0] - plain, 99.9)))
    # The slowest 2 * times blocks are those in which synths were created or freed.
    slowest = lambda blocks: numpy.sort(blocks[:, 0] - blocks[:, 1])[-2 * times:]
    with_ours, without = slowest(wet_churn), slowest(dry_churn)
    for name, half in (("audio_new", slice(times, None)), ("audio_free", slice(0, times))):
        results.add(name, float(numpy.median(with_ours[half]) - numpy.median(without[half])),
                    "%d of each, the slowest blocks of a run; without ours %.1f us"
                    % (times, float(numpy.median(without[half]))))


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
    # Calls beyond one lock per callback; the server's own at its start remain in both counts.
    share = lambda counts: sum(counts[kind] for kind in kinds) - counts["callbacks"]
    results.add("audio_calls", max(0, share(during) - share(before)) / during["callbacks"] * 1000,
                "%d blocks, synths made and freed; beyond what the idle server does"
                % during["callbacks"])
    results.add("audio_wakes", during["posts"] / (during["callbacks"] * 64 / hop),
                "one for the encoders and one for the decoders at most")
