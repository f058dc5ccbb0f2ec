"""Measures a live server on a JACK without hardware: latency, voices, CPU, memory."""
import re
import statistics
import subprocess
import sys
import time

import numpy
import osc
import processes
import servers
import synthdef
from synthdef import AUDIO, SynthDef

RATE = 48000
HITS_HZ = 2.0


def sum_of(definition, signals):
    total = signals[0]
    for signal in signals[1:]:
        total = definition.operator("+", AUDIO, total, signal)
    return total


def hits(definition, hz, seconds):
    impulse = definition.unit("Impulse", AUDIO, [hz, 0])[0]
    fall = definition.unit("Decay", AUDIO, [impulse, seconds])[0]
    noise = definition.unit("WhiteNoise", AUDIO, [])[0]
    return definition.operator("*", AUDIO, definition.operator("*", AUDIO, noise, fall), 0.3)


def voice_definition(shape, chord=True):
    """A chord and hits through encoder and decoder: dry sound on one bus, wet on the next.

    If shape is None, both are dry, for comparison."""
    definition = SynthDef("voice", bus=0)
    sound = [hits(definition, HITS_HZ, 0.2)]
    if chord:
        for hz in (220, 277.2, 329.6):
            saw = definition.unit("Saw", AUDIO, [hz])[0]
            sound.append(definition.operator("*", AUDIO, saw, 0.1))
    sound = sum_of(definition, sound)
    if shape is None:
        return definition.out(definition.control["bus"], [sound, sound])
    harmony = int(shape["places"] * shape["channels"])
    latents = synthdef.encoder(definition, sound, harmony=harmony, rhythm=int(shape["rhythm"]))
    wet = synthdef.decoder(definition, latents, harmony=harmony)
    definition.out(definition.control["bus"], [sound, wet])
    return definition


def rises(samples):
    """Rise of the log level, one value per millisecond."""
    step = RATE // 1000
    power = numpy.square(numpy.asarray(samples[:len(samples) // step * step], dtype=float))
    power = power.reshape(-1, step).mean(1)
    smooth = numpy.convolve(power, numpy.hanning(9) / numpy.hanning(9).sum(), "same")
    return numpy.maximum(numpy.diff(numpy.log(smooth + 1e-7)), 0)


def delays_ms(dry, wet):
    """For each hit: the lag at which the rises of wet and dry sound match best."""
    dry, wet = rises(dry), rises(wet)
    period, found = int(1000 / HITS_HZ), []
    for begin in range(3 * period, len(wet) - 2 * period, period):
        window = dry[begin - period // 2:begin + period // 2]
        scores = [float(numpy.dot(window, wet[begin - period // 2 + lag:begin + period // 2 + lag]))
                  for lag in range(1, 150)]
        best = int(numpy.argmax(scores))
        if 0 < best < len(scores) - 1:
            before, here, after = scores[best - 1:best + 2]
            found.append(1 + best + 0.5 * (before - after) / (before - 2 * here + after))
    return found


def sound_to_sound(results, quick):
    medians, declared = [], set()
    for _ in range(1 if quick else 5):
        with servers.Live() as live:
            shape = live.start(voices=1)
            live.load(voice_definition(shape, chord=False))
            dry, wet = live.record(2, 4 if quick else 12,
                                   [osc.encode("/s_new", "voice", 1000, 0, 0)])
            medians.append(statistics.median(delays_ms(dry, wet)))
            declared.add(int(live.report()["latency"]))
    results.facts["latency_samples"] = sorted(declared)
    results.add("sound_to_sound", medians, "declared: %s samples in %d servers; hits, %.1f to %.1f ms"
                % (" or ".join(map(str, sorted(declared))), len(medians), min(medians), max(medians)))


def control_to_sound(results, script):
    said = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, text=True).stdout
    for way in ("sclang", "osc", "key"):
        found = re.search(r"change by %s: +([\d.]+) ms .*median of (\d+), (mean [\d.]+, [\d. to]+);" % way, said)
        if found:
            results.add("control_" + way, float(found.group(1)),
                        "%s changes, %s ms" % (found.group(2), found.group(3).strip()))
        else:
            results.leave_out("control_" + way, "scripts/control-latency heard nothing")


def xruns(live):
    return len(re.findall(r"xrun|Process error|was not finished", live.printed(), re.IGNORECASE))


def watch(voices, seconds):
    """Plays some voices for a while: the worker's load, and late frames."""
    with servers.Live() as live:
        shape = live.start(voices=max(voices, 1))
        worker = int(live.report()["worker_pid"])
        empty = processes.resident_kilobytes(worker)
        live.load(voice_definition(shape))
        for i in range(voices):
            live.client.send("/s_new", "voice", 1000 + i, 0, 0)
            live.client.wait_for("/none", 0.01)
        live.sync()
        live.client.wait_for("/none", 1.5)
        before, runs, cpu, begin = live.report(), xruns(live), processes.cpu_seconds(worker), \
            time.monotonic()
        live.client.wait_for("/none", seconds)
        after, took = live.report(), time.monotonic() - begin
        late = sum(after[name] - before[name] for name in ("late_encoder", "late_decoder", "dropped"))
        frames = after["frames"] - before["frames"]
        return {"voices": voices, "seconds": round(took, 1),
                "cpu": (processes.cpu_seconds(worker) - cpu) / took,
                "frame_ms": after["frame_us"] / 1000, "frames": frames,
                # Each voice gets latents and sound in each frame.
                "results": 2 * voices * frames, "late": late, "xruns": xruns(live) - runs, "latency": after["latency"],
                "megabytes": processes.resident_kilobytes(worker) / 1024,
                "empty_megabytes": empty / 1024}


def idle_xruns(seconds):
    with servers.Live() as live:
        live.client.wait_for("/none", 1)
        before = xruns(live)
        live.client.wait_for("/none", seconds)
        return xruns(live) - before


def most_voices(results, counts):
    """Tries the counts until one plays for a minute without late frames and with no more xruns than
    the idle server has in half a minute before and half a minute after it."""
    tried = []
    for voices in counts:
        before = idle_xruns(30)
        minute = watch(voices, 60)
        idle = before + idle_xruns(30)
        said = "%d: %d late, %d xruns, the idle server %d" % (voices, minute["late"], minute["xruns"], idle)
        tried.append(said)
        if minute["late"] == 0 and minute["xruns"] <= idle:
            results.add("voices", voices, "a minute each; " + "; ".join(tried))
            return True
    return False


def growth(results, quick):
    """1, 2, 4 ... voices; then the maximum without late frames, for a minute."""
    seconds, counts = (2, (1, 2)) if quick else (15, (1, 2, 4, 8, 16, 32, 64))
    rows = [watch(voices, seconds) for voices in counts]
    results.facts["growth"] = rows
    for row in rows:
        if row["voices"] in (1, 8):
            repeats = [row] if quick else [row] + [watch(row["voices"], seconds) for _ in range(2)]
            results.add("cpu_%d" % row["voices"], [r["cpu"] for r in repeats],
                        "%d runs of %d s" % (len(repeats), seconds))
    if quick:
        return
    first, many = rows[0], next(row for row in rows if row["voices"] == 16)
    results.add("memory", (many["megabytes"] - first["megabytes"]) / 15,
                "%.0f MB with 16 voices, %.0f with one, %.0f with none"
                % (many["megabytes"], first["megabytes"], first["empty_megabytes"]))
    if most_voices(results, [row["voices"] for row in reversed(rows) if row["late"] == 0]):
        return
    fewest = min(rows, key=lambda row: row["late"] / max(row["results"], 1))
    results.add("voices", 0, "with %d, %d results of %d were late in %d s"
                % (fewest["voices"], fewest["late"], fewest["results"], fewest["seconds"]))
