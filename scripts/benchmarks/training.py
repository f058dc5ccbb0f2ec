"""Training frames per second, compared with the same network, batch and losses in PyTorch."""
import csv
import os
import re
import statistics
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ITEMS, FRAMES = 8, 160  # of a batch; the defaults of hemiola train


def ours(pieces, steps):
    """Speeds from the log of a run on the two demo pieces, without the first, slower steps."""
    with tempfile.TemporaryDirectory() as folder:
        music = os.path.join(folder, "music")
        os.mkdir(music)
        for piece in pieces:
            os.symlink(piece, os.path.join(music, os.path.basename(piece)))
        out = os.path.join(folder, "model.safetensors")
        subprocess.run([os.environ["HEMIOLA_WORKER"], "train", "--audio", music, "--out", out,
                        "--frames", str(steps * ITEMS * FRAMES), "--sound-frames", "0", "--threads", "1",
                        "--device", "cpu"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(os.path.join(out + ".run", "log.csv")) as file:
            table = list(csv.DictReader(file))
        column = next(name for name in table[0] if "second" in name)
        return [float(row[column]) for row in table[1:]] or [float(table[0][column])]


def compare(results, pieces, quick):
    steps = 4 if quick else 24
    told = subprocess.run(["/usr/bin/python3", os.path.join(HERE, "python_network.py"), str(steps)],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    found = re.search(r"([\d.]+) frames/s with (.*)", told.stdout)
    if told.returncode != 0 or not found:
        last = (told.stderr.strip().splitlines() or ["no word"])[-1]
        results.leave_out("training", "Python's torch did not run it: %s (apt-get install "
                                      "python3-torch)" % last)
        return
    rival, version = float(found.group(1)), found.group(2)
    mine = statistics.median(ours(pieces, steps))
    results.add("training", mine / rival,
                "%.0f frames a second, %s %.0f; bfloat16 where the processor has it, one thread"
                % (mine, version, rival))
