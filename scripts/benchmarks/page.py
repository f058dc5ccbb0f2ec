"""Writes docs/benchmarks.md: the table, the parts of the latency, and the cost of more voices."""
import json
import os
import platform
import re
import subprocess

import curves



def processor():
    with open("/proc/cpuinfo") as file:
        return re.search(r"model name\s*: (.*)", file.read()).group(1)


def number(value):
    if value is None:
        return ""
    return "%.0f" % value if abs(value) >= 100 else "%.3g" % value


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def main_table(results):
    rows = []
    for m in results.measures():
        rival = m["rival"]
        best = "" if rival is None else "%s %s: %s" % (rival["name"], number(rival["value"]),
                                                       rival["source"])
        bound = "" if m["target"] is None else \
            ("%s or more" if m["higher_is_better"] else "%s or less") % number(m["target"])
        if m["value"] is None:
            rows.append([m["what"], "", m["unit"], best, bound, m["note"]])
            continue
        verdict = "" if m["met"] is None else "met" if m["met"] else "**missed**"
        rows.append([m["what"], "**%s**" % number(m["value"]), m["unit"], best,
                     "; ".join(filter(None, (bound, verdict))), m["note"]])
    return table(["what", "here", "unit", "today's best", "target", "how"], rows)


def way_table(results):
    """The parts of the latency from sound to sound, as the model declares them."""

    info = json.loads(subprocess.run([os.environ["HEMIOLA_WORKER"], "info", "--json"], check=True,
                                     stdout=subprocess.PIPE, text=True).stdout)
    hop, rate = info["hop_samples"], info["sample_rate"]
    parts = [("analysis: from a frame's centre to its end", info["lookback_samples"]),
             ("look-ahead of the model", info["lookahead_frames"] * hop),
             ("margin until the latents are due, 3/8 of a hop", hop * 3 // 8),
             ("margin until the sound is due, 5/8 of a hop", hop - hop * 3 // 8),
             ("synthesis: half of its window", info["synthesis_samples"])]
    rows = [[what, str(samples), "%.1f" % (1000 * samples / rate)] for what, samples in parts]
    total = sum(samples for _, samples in parts)
    rows.append(["sound to sound, declared", str(total), "%.1f" % (1000 * total / rate)])
    text = table(["part", "samples", "ms"], rows)
    timed = results.facts.get("parts")
    if not timed:
        return text
    row = timed["rows"][0]
    return text + "\n\nWhat is computed within the margins, one voice, one thread:\n\n" + table(
        ["analysis", "encoder", "decoder", "synthesis", "all", "of a frame of"],
        [["%.3f ms" % row[name] for name in ("analysis_ms", "encode_ms", "decode_ms", "synthesis_ms")]
         + ["%.3f ms" % frame_ms(row), "%.2f ms" % timed["hop_ms"]]])


def frame_ms(row):
    return sum(row[name] for name in ("analysis_ms", "encode_ms", "decode_ms", "synthesis_ms"))


def growth_table(results):
    timed = {row["voices"]: row for row in results.facts.get("parts", {}).get("rows", [])}
    live = {row["voices"]: row for row in results.facts.get("growth", [])}
    work = sum(results.facts["parts"]["multiply_adds"].values()) if timed else 0
    rows = []
    for voices in sorted(set(timed) | set(live)):
        t, l = timed.get(voices), live.get(voices)
        cells = [str(voices)]
        if t:
            ideal = voices * work / results.facts["parts"]["sgemm_gmac_s"] / 1e6
            model = t["encode_ms"] + t["decode_ms"]
            cells += ["%.2f" % model, "%.2f" % (model / ideal), "%.2f" % frame_ms(t)]
        else:
            cells += [""] * 3
        if l:
            cells += ["%.2f" % l["frame_ms"], "%.3f" % l["cpu"], "%.3f" % (l["cpu"] / voices),
                      "%d of %d" % (l["late"], l["results"]), str(l["xruns"]), str(int(l["latency"])),
                      "%.0f" % l["megabytes"]]
        else:
            cells += [""] * 7
        rows.append(cells)
    return table(["voices", "model, ms per frame", "over sgemm's", "all parts, ms per frame",
                  "live: ms per frame", "CPU s/s", "CPU per voice", "late results", "xruns",
                  "latency, samples", "worker, MB"], rows)


def write(results, path):
    picture = os.path.join(os.path.dirname(path), "benchmarks.svg")
    cores = len(os.sched_getaffinity(0))
    text = """# Benchmarks

Written by `scripts/bench` on this machine: %s, %d core%s free for it, %s, load %.1f at the end. Medians of
several runs, unless a row says otherwise. The last column says how it was measured. The figures of other programs were measured
with their newest public versions on a machine of this kind. Live rows run scsynth on a JACK without hardware, 48 kHz,
blocks of 64; everything shares the worker's cores.

%s

## Where each millisecond goes

%s

## More voices

The parts are timed one after another, in processor time of a single thread. Live, scsynth, JACK and the worker share
the cores, caches are cold after each pause, and the worker divides a frame of more than four voices among its threads.

%s

![Time per frame, CPU per voice and latency over voices](benchmarks.svg)

On a GPU (64 and 256 voices per frame): not measured, as there is none here and Debian's LibTorch is built
without CUDA.
""" % (processor(), cores, "s" if cores > 1 else "", platform.system(), os.getloadavg()[0],
       main_table(results), way_table(results), growth_table(results))
    with open(path, "w") as file:
        file.write(text)
    curves.draw(results, picture)
