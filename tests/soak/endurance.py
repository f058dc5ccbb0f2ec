"""One hour live with a change each second; thirty days of frames at maximum speed."""
import os
import random
import subprocess
import time

import osc
from watch import RATE, Row, Stage

PART = "endurance"
DAYS = 30


def live(options, say):
    seconds = 3 if options.short else max(60, 3600 * options.scale)
    chance = random.Random(options.seed)
    with Stage() as stage:
        latency = stage.play()["latency"]
        worker = osc.Client(stage.osc_port)
        stage.wait_for_sound()
        first = stage.report()
        pid, seen, latencies = int(first["worker_pid"]), [], {latency}
        before, end = stage.traces(), time.monotonic() + seconds
        begin = time.monotonic()
        while time.monotonic() < end:
            worker.send("/hemiola/%d/harmony/rotate" % chance.randrange(2),
                        float(chance.randrange(-12, 13)))
            worker.send("/hemiola/%d/rhythm/freeze" % chance.randrange(2), chance.randrange(2))
            time.sleep(1)
            report = stage.report()
            stage.client.heard.clear()
            latencies.add(report["latency"])
            if report["worker_pid"] != pid:
                say("  another worker since %d s: %s" % (len(seen), stage.said()))
                pid = int(report["worker_pid"])
            seen.append((stage.memory_kb(), stage.memory_kb(pid)))
            if len(seen) % 300 == 0:
                say("  %d s, server %d kB, worker %d kB" % (len(seen), *seen[-1]))
        frames = (time.monotonic() - begin) * RATE / stage.hop
        late = report["late_decoder"] - first["late_decoder"]
        # Heaps grow in the first minute.
        quiet = min(60, len(seen) // 4)
        grown = [seen[-1][i] - seen[quiet][i] for i in (0, 1)]
        minutes = "%.0f min live" % (seconds / 60) if seconds >= 60 else "%.0f s live" % seconds
        yield Row(PART, minutes + ": memory grown, server and worker", "%+d, %+d kB" % tuple(grown),
                  "< 1024 kB", max(grown) < 1024, "worker %d MB" % (seen[-1][1] // 1024))
        yield Row(PART, minutes + ": latency", ", ".join("%d" % each for each in latencies),
                  "one value", len(latencies) == 1)
        yield Row(PART, minutes + ": restarts, things left",
                  "%d" % report["restarts"], "0", report["restarts"] == 0 and
                  all(stage.traces()[each] <= before[each] for each in before))
        yield Row(PART, minutes + ": late sound frames", "%.2f %%" % (100 * late / frames / 2),
                  "(the machine's)", True)
        worker.close()


def thirty_days(options, say):
    """Runs thirty_days.cpp: rings, clock and loop, with counters just below their wrap."""
    program = os.path.join(os.path.dirname(os.environ["HEMIOLA_WORKER"]), "hemiola_thirty_days")
    days = 0.02 if options.short else DAYS * options.scale
    result = subprocess.run([program, str(days)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True)
    words = (result.stdout.strip().splitlines() or ["it printed nothing"])[-1]
    yield Row(PART, "%g days of frames, counters from just below their wrap" % days, words,
              "each frame at its sample, memory flat", result.returncode == 0)


def run(options, say):
    for name, each in (("live", live), ("days", thirty_days)):
        if not options.only or name in options.only:
            yield from each(options, say)
