"""Runs the measurements that were asked for and writes what they gave."""
import argparse
import json
import os
import sys
import time

import audio_thread
import live
import offline
import page
import rivals
import rows
import training

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PARTS = {
    "parts": lambda results, how: offline.parts(results, how.pieces[1], how.quick),
    "remix": lambda results, how: offline.remix(results, how.pieces, how.quick),
    "boot": lambda results, how: offline.boot(results, how.quick),
    "sound": lambda results, how: live.sound_to_sound(results, how.quick),
    "control": lambda results, how: live.control_to_sound(
        results, os.path.join(ROOT, "scripts", "control-latency")),
    "growth": lambda results, how: live.growth(results, how.quick),
    "rivals": lambda results, how: rivals.measure(results, how.quick),
    "audio-thread": lambda results, how: audio_thread.block_times(results, how.quick),
    "calls": lambda results, how: audio_thread.calls(results, how.quick),
    "training": lambda results, how: training.compare(results, how.pieces, how.quick),
}
QUICK = ("parts", "remix", "boot", "sound", "rivals")


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true",
                        help="seconds instead of minutes, once each: to see that all works; the page "
                             "is left as it is")
    parser.add_argument("--json", action="store_true", help="print the measures as JSON")
    parser.add_argument("--only", metavar="PART,...", help="of: " + ", ".join(PARTS))
    parser.add_argument("--out", metavar="PAGE.md",
                        help="the page to write, a picture beside it (default docs/benchmarks.md where "
                             "all parts are measured, else none)")
    parser.add_argument("--pieces", default=os.path.join(ROOT, "demo"),
                        help="folder of pads.wav and break.wav, the sounds to play (default demo)")
    arguments = parser.parse_args()
    arguments.pieces = [os.path.join(arguments.pieces, name) for name in ("pads.wav", "break.wav")]
    parts = arguments.only.split(",") if arguments.only else QUICK if arguments.quick else PARTS
    for part in parts:
        if part not in PARTS:
            parser.error("there is no part %s; there are: %s" % (part, ", ".join(PARTS)))
    results = rows.Results()
    for part in parts:
        begin = time.monotonic()
        print("%s ..." % part, file=sys.stderr, flush=True)
        PARTS[part](results, arguments)
        print("  done in %.0f s" % (time.monotonic() - begin), file=sys.stderr, flush=True)
    for name, same in (("rotation_delay", "sound_to_sound"), ("rotation_cpu", "cpu_1")):
        if same in results.values:  # a rotation adds nothing to either
            results.add(name, results.values[same], results.notes[same])
    for name in ("gpu_64", "gpu_256"):
        results.leave_out(name, "no GPU here; scripts/gpu-check measures it")
    if arguments.json:
        print(json.dumps({"measures": results.measures(), "facts": results.facts}, indent=2))
    out = arguments.out
    if not out and not arguments.quick and not arguments.only:
        out = os.path.join(ROOT, "docs", "benchmarks.md")
    if out:
        page.write(results, out)
        print("Written: %s" % out, file=sys.stderr)


if __name__ == "__main__":
    main()
