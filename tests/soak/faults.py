"""Faults while two voices play: the worker killed, stopped, its disk full, its segment and its model gone,
the server itself killed and rebooted."""
import math
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import servers
from watch import (RATE, SINE_STEP, Answers, Row, Stage, back_after, free_port, moment_of,
                   port_is_free, processes)

PART = "faults"
FEW = 5  # faults
BACK_WITHIN = 1.0


class Tally:
    """Results of repeated runs of one fault. within: seconds in which the sound has to be back, if judged."""

    def __init__(self, name, within=BACK_WITHIN):
        self.name, self.within, self.backs, self.blocks, self.wrong = name, within, [], [], []
        self.asked = self.missed = self.count = 0
        self.longest_answer = 0.0

    def add(self, back, block, answers, wrong):
        self.count += 1
        self.backs.append(back)
        self.blocks.append(block)
        self.asked += answers.asked
        self.missed += answers.missed
        self.longest_answer = max(self.longest_answer, answers.longest)
        self.wrong += wrong

    def rows(self, usual):
        whole = [back for back in self.backs if back is not None]
        good = sum(back <= self.within for back in whole)
        soon = " within %g s" % self.within if self.within < math.inf else ""
        yield Row(PART, self.name + ": sound back" + soon, "%d of %d" % (good, self.count),
                  "all", good == self.count,
                  "median %.2f s, longest %.2f s" % (statistics.median(whole), max(whole))
                  if whole else "never")
        yield Row(PART, self.name + ": /status answered", "%d of %d" %
                  (self.asked - self.missed, self.asked), "all", self.missed == 0,
                  "longest %.0f ms" % (1e3 * self.longest_answer))
        kinds = sorted(set(self.wrong))
        yield Row(PART, self.name + ": graph beside it, nothing left", "%d wrong" % len(self.wrong),
                  "0", not self.wrong, "; ".join("%d x %s" % (self.wrong.count(kind), kind)
                                                 for kind in kinds)[:200])
        if not usual or not self.blocks[0]:
            return
        # Two thirds of the recorded seconds have no fault: medians compare those, maxima the rest.
        wall, cpu = (statistics.median(each) for each in zip(*self.blocks))
        usual_wall, usual_cpu = (statistics.median(each) for each in zip(*usual))
        longest, usual_longest = (max(each[1] for each in seen) for seen in (self.blocks, usual))
        # With few faults the median means little: the times are printed but not judged.
        few = self.count < FEW
        met = few or (cpu <= 1.5 * usual_cpu and longest <= max(1.5 * usual_longest, 333))
        yield Row(PART, self.name + ": longest block, median (longest)",
                  "%.0f (%.0f) us" % (cpu, longest), ("(without: %.0f (%.0f))" if few else
                  "as without: %.0f (%.0f)") % (usual_cpu, usual_longest), met,
                  "the thread's own clock; on the wall %.0f us, without %.0f" % (wall, usual_wall))


class Loop:
    """One stage on which faults run one after another."""

    def __init__(self, stage, say, chance, folder, within=BACK_WITHIN):
        self.stage, self.say, self.chance, self.folder, self.within = stage, say, chance, folder, within
        self.usual = []
        self.before = stage.traces()

    def watch_without(self, times, seconds=2.6):
        for _ in range(times):
            self.stage.blocks and self.stage.blocks.reset()
            self.stage.take(seconds, lambda: None, self.folder)
            if self.stage.blocks:
                self.usual.append(self.stage.blocks.read()[1:3])

    def one(self, tally, fault, seconds=2.6):
        """fault() marks 1 when it starts and 2 when it is over (or 2 at once)."""
        stage = self.stage
        stage.wait_for_sound()
        time.sleep(self.chance.uniform(0, 0.7))
        stage.blocks and stage.blocks.reset()

        def during():
            time.sleep(self.chance.uniform(0.5, 1.0))
            fault()
        with Answers(stage.port, 600 if self.within == math.inf else 1) as answers:
            first, second, sine, mark = stage.take(seconds, during, self.folder)
        block = stage.blocks.read()[1:3] if stage.blocks else ()
        stage.mark(0)
        began, over = moment_of(mark, 1), moment_of(mark, 2)
        wrong, back = [], None
        if began is None or over is None:
            wrong.append("no mark")
        else:
            each = [back_after(sound, began, over) for sound in (first, second)]
            back = None if None in each else max(each)
            if back is None and self.within == math.inf:
                back = self.back_at_last(first[:began], second[:began])
        started = next((i for i, sample in enumerate(sine) if sample), 0)
        if servers.largest_step(sine[started:]) > SINE_STEP * 1.02:
            wrong.append("the sine beside it jumped")
        wrong += self.left()
        tally.add(back, block, answers, wrong)
        if tally.count % 10 == 0 or back is None or back > self.within or wrong:
            self.say("  %s %d: back after %s %s" % (tally.name, tally.count, "%.2f s" % back if back
                                                    is not None else "never", ", ".join(wrong)))
        if back is None:
            self.say("    " + stage.said())

    def back_at_last(self, *before):
        """Seconds until both voices are half as loud as before; None if that takes more than ten minutes."""
        half = [max(map(abs, sound)) / 2 for sound in before]
        begin = time.monotonic()
        while time.monotonic() < begin + 600:
            now = self.stage.take(1, lambda: None, self.folder)
            if all(max(map(abs, sound)) >= loud for sound, loud in zip(now, half)):
                return time.monotonic() - begin
        return None

    def left(self):
        """What remains of the fault once the worker is back, as sentences."""
        end = time.monotonic() + 60
        while True:
            now = self.stage.traces()
            more = ["%s %+d" % (kind, now[kind] - count) for kind, count in self.before.items()
                    if now[kind] > count]
            if not more or time.monotonic() > end:
                return more
            time.sleep(0.05)


def worker_pid(stage):
    pid = int(stage.report()["worker_pid"])
    assert pid > 0, "there is no worker to harm:\n" + stage.said()
    return pid


def killed(loop, times):
    tally = Tally("worker SIGKILLed x %d" % times, loop.within)

    def fault():
        pid = worker_pid(loop.stage)
        loop.stage.mark(2)
        os.kill(pid, signal.SIGKILL)
    for _ in range(times):
        loop.one(tally, fault)
    return tally


def stopped(loop, times, hold=3.0):
    tally = Tally("worker SIGSTOPped %.0f s x %d" % (hold, times), loop.within)

    def fault():
        pid = worker_pid(loop.stage)
        loop.stage.mark(1)
        os.kill(pid, signal.SIGSTOP)
        time.sleep(hold)
        loop.stage.mark(2)
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass  # the watchdog was faster
    for _ in range(times):
        loop.one(tally, fault, hold + 3)
    return tally


def unlinked(loop, times):
    """Removes the segment's name, then kills the worker: the next one needs the segment."""
    tally = Tally("segment unlinked, worker killed x %d" % times, loop.within)

    def fault():
        pid = worker_pid(loop.stage)
        for name in os.listdir("/dev/shm"):
            if name.startswith("hemiola-%d-%d-" % (os.geteuid(), loop.stage.process.pid)):
                os.remove(os.path.join("/dev/shm", name))
        loop.stage.mark(2)
        os.kill(pid, signal.SIGKILL)
    for _ in range(times):
        loop.one(tally, fault)
    return tally


def replaced(loop, times, model):
    """Overwrites the playing model's file (no effect), then restores it by a rename and kills the worker."""
    tally = Tally("model file replaced, worker killed x %d" % times, loop.within)
    whole = open(model, "rb").read()

    def fault():
        with open(model, "r+b") as file:
            file.write(os.urandom(len(whole)))
        loop.stage.client.wait_for("/none", 0.2)
        with open(model + ".new", "wb") as file:
            file.write(whole)
        os.rename(model + ".new", model)
        pid = worker_pid(loop.stage)
        loop.stage.mark(2)
        os.kill(pid, signal.SIGKILL)
    for _ in range(times):
        loop.one(tally, fault)
    return tally


def left(pids):
    """Those that still run. Zombies do not count."""
    return [each[0] for each in processes() if each[0] in pids and each[2] != "Z"]


def server_killed(say, chance, times, folder):
    """On one JACK server and with the same ports: nothing may prevent the next boot from playing."""
    backs, wrong = [], []
    with Stage() as stage:
        stage.play()
        for number in range(times):
            stage.wait_for_sound()
            time.sleep(chance.uniform(0, 1.5))
            server, ours = stage.process.pid, {each[0] for each in processes()
                                               if each[1] == stage.process.pid}
            ours.add(worker_pid(stage))
            begin = time.monotonic()
            stage.process.kill()
            stage.process.wait()
            end = time.monotonic() + 60
            while time.monotonic() < end and left(ours):
                time.sleep(0.01)
            wrong += ["process left" for _ in left(ours)]
            wrong += ["name left" for name in os.listdir("/dev/shm")
                      if name.startswith("hemiola-%d-%d-" % (os.geteuid(), server))]
            wrong += ["port held" for port in (stage.port, stage.osc_port)
                      if not port_is_free(port)]
            stage.boot()
            stage.play()
            sound = []
            stage.wait_for_sound()
            sound = stage.take(0.5, lambda: None, folder)[0]
            if max(map(abs, sound)) < 1e-3:
                wrong.append("no sound")
            backs.append(time.monotonic() - begin)
            if (number + 1) % 5 == 0:
                say("  server killed %d times, %d wrong" % (number + 1, len(wrong)))
    kinds = "; ".join("%d x %s" % (wrong.count(kind), kind) for kind in sorted(set(wrong)))
    yield Row(PART, "server SIGKILLed and booted x %d: nothing left, sound again" % times,
              "%d wrong" % len(wrong), "0", not wrong,
              kinds or "%.1f s from the kill to a recording with sound, median" %
              statistics.median(backs))


def mounted(folder, size):
    return os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=%s" % size, "none", folder],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def disk_full(say, chance, times, folder, model):
    """Log, temporary files and home of server and worker are on a full disk."""
    name = "worker's disk full, worker killed x %d" % times
    small = tempfile.mkdtemp(prefix="hemiola-full-")
    if not mounted(small, "256k"):
        os.rmdir(small)
        yield Row(PART, name, "not run", "all", True, "only root may mount a small disk")
        return
    try:
        with Stage(environment={"TMPDIR": small, "HOME": small}, log_folder=small) as stage:
            stage.play(model=model)
            stage.wait_for_sound()
            loop = Loop(stage, say, chance, folder)
            try:  # the server's log may have filled the disk already
                with open(os.path.join(small, "filler"), "wb", buffering=0) as file:
                    while file.write(bytes(4096)):
                        pass
            except OSError:
                pass
            tally = killed(loop, times)
            tally.name = name
            yield from tally.rows([])
    finally:
        subprocess.run(["umount", "-l", small])
        os.rmdir(small)


def loops(scale):
    """For each loop: its name, its action on a stage with the model's file, and its repetitions."""
    count = (lambda many: max(1, round(many * scale)))
    return {
        "killed": lambda loop, model: killed(loop, count(100)),
        "stopped": lambda loop, model: stopped(loop, count(20)),
        "replaced": lambda loop, model: replaced(loop, count(20), model),
        "unlinked": lambda loop, model: unlinked(loop, count(20)),
    }


def run(options, say):
    chance = random.Random(options.seed)
    folder = tempfile.mkdtemp(prefix="hemiola-soak-")
    model = os.path.join(folder, "model.safetensors")
    shutil.copy(servers.MODEL, model)
    scale = 0.01 if options.short else options.scale
    wanted = ["killed"] if options.short else options.only
    chosen = [loop for name, loop in loops(scale).items() if not wanted or name in wanted]
    others = {
        "disk": lambda: disk_full(say, chance, max(1, round(10 * scale)), folder, model),
        "server": lambda: server_killed(say, chance, max(1, round(20 * scale)), folder),
        "memory": lambda: full_shared_memory(say),
    }
    try:
        if chosen:
            with Stage() as stage:
                stage.play(model=model)
                stage.wait_for_sound()
                # The short run is a test: it judges that the sound comes back, not when.
                loop = Loop(stage, say, chance, folder, math.inf if options.short else BACK_WITHIN)
                loop.watch_without(1 if options.short else 10)
                for each in chosen:
                    yield from each(loop, model).rows(loop.usual)
        for name, each in others.items():
            if name in wanted or not wanted:
                yield from each()
    finally:
        shutil.rmtree(folder)


def full_shared_memory(say):
    """In its own mount namespace: /dev/shm has space for JACK (40 MB) but not for a segment of 64 voices."""
    name = "no room in /dev/shm: refused with a sentence, server lives"
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        yield Row(PART, name, "not run", "yes", True, "only root may mount a small /dev/shm")
        return
    here = os.path.abspath(__file__)
    result = subprocess.run(
        ["unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=64m none /dev/shm && exec \"$@\"", "-",
         "/usr/bin/env", "python3", here], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    yield Row(PART, name, "yes" if result.returncode == 0 else "no", "yes", result.returncode == 0,
              (result.stdout.strip().splitlines() or [""])[-1][:160])


if __name__ == "__main__":
    with servers.Live() as live:
        refused = live.start(voices=64)
        assert refused["ok"] == 0, "it started"
        assert "Is there room in /dev/shm?" in live.printed(), live.printed()
        assert live.alive(), "the server died"
