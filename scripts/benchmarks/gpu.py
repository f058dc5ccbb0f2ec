"""What a GPU does: equality with the CPU, voices a frame, training. Called by scripts/gpu-check."""
import argparse
import csv
import json
import math
import os
import random
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import wave

RATE = 44100
BATCHES = (8, 64)


def write_music(folder, seconds, files=4):
    """Chords and strokes of noise: how fast a network learns does not depend on what it hears."""
    for number in range(files):
        dice = random.Random(number)
        samples = []
        for _ in range(int(seconds)):
            pitches = [110 * 2 ** (dice.randrange(36) / 12) for _ in range(3)]
            for n in range(RATE):
                tone = sum(math.sin(2 * math.pi * hz * n / RATE) for hz in pitches) / 6
                stroke = dice.uniform(-0.4, 0.4) * math.exp(-(n % (RATE // 4)) / 1500)
                samples.append(int(32767 * (tone + stroke) / 1.2))
        with wave.open(os.path.join(folder, "%d.wav" % number), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(struct.pack("<%dh" % len(samples), *samples))


def rates_of(log):
    """Frames a second, as a run has reported them so far."""
    if not os.path.exists(log):
        return []
    with open(log, newline="") as file:
        return [float(row["frames_per_second"] or 0) for row in csv.DictReader(file)]


def train(program, folder, music, device, batch, seconds):
    """Frames a second of both stages, each stopped as by Ctrl-C, so many seconds after its first step."""
    rates = {}
    model = os.path.join(folder, "model.safetensors")
    for stage in ("music", "sound"):
        out = os.path.join(folder, "%s-%d.safetensors" % (stage, batch))
        command = [program, "train", "--audio", music, "--out", out, "--device", device, "--batch", str(batch),
                   "--features", os.path.join(folder, "features"), "--restart"]
        if stage == "music":
            command += ["--frames", "1e9", "--sound-frames", "0"]
        else:
            command += ["--sound-only", "--from", model, "--sound-frames", "1e9", "--practice", "0"]
        log = os.path.join(out + ".run", "log.csv" if stage == "music" else "sound/log.csv")
        with open(os.path.join(folder, "said"), "w+") as said:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
            while process.poll() is None and not rates_of(log):
                time.sleep(0.2)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGINT)
                process.wait()
            if process.returncode != 130:
                said.seek(0)
                sys.exit("hemiola train ended with status %d:\n%s" % (process.returncode, said.read()[-2000:]))
        reported = rates_of(log)
        rates[stage] = statistics.median(reported[1:] or reported)  # the first is of one step
    return rates


def write(path, result):
    with open(path, "w") as file:
        json.dump(result, file, indent=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="hemiola-studio")
    parser.add_argument("model")
    parser.add_argument("--device", default="cuda", choices=("cuda", "cpu"))
    parser.add_argument("--frames", type=int, default=2000, help="to time")
    parser.add_argument("--voices", type=int, nargs="+", default=[1, 16, 64, 256])
    parser.add_argument("--batches", type=int, nargs="+", default=BATCHES)
    parser.add_argument("--seconds", type=float, default=60, help="of each training")
    parser.add_argument("--out", required=True, help="the JSON file to write")
    parser.add_argument("--check", action="store_true", help="only look at these arguments")
    a = parser.parse_args()
    if a.check:
        return
    command = [a.program, "gpu", "--model", a.model, "--device", a.device, "--frames", str(a.frames), "--json",
               "--voices"] + [str(v) for v in a.voices]
    played = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if played.returncode != 0:
        sys.exit("hemiola gpu ended with status %d; what it said is above" % played.returncode)
    result = json.loads(played.stdout)
    equality = result["equality"]
    print("equality with the CPU in floats (%g is allowed): harmony %.1e, rhythm %.1e, bands %.1e nats, sound %.1e"
          % tuple(math.nan if equality[name] is None else equality[name]  # JSON has no NaN
                  for name in ("allowed", "harmony", "rhythm", "bands", "sound")))
    for row in result["rows"]:
        print("%4d voices: a frame takes %.2f ms, 99.9 %% of them less than %.2f (it lasts %.1f)"
              % (row["voices"], row["median_ms"], row["ms_99.9_percent"], result["hop_ms"]))
    result["training"] = []
    write(a.out, result)
    with tempfile.TemporaryDirectory() as folder:
        music = os.path.join(folder, "music")
        os.mkdir(music)
        write_music(music, 20)
        os.symlink(os.path.abspath(a.model), os.path.join(folder, "model.safetensors"))
        for batch in a.batches:
            rates = train(a.program, folder, music, a.device, batch, a.seconds)
            row = {"batch": batch, "frames_per_second": rates["music"], "sound_frames_per_second": rates["sound"]}
            print("training, batches of %d: %.0f frames a second, the sound network %.0f"
                  % (batch, rates["music"], rates["sound"]), flush=True)
            result["training"].append(row)
            write(a.out, result)
    if not equality["equal"]:
        sys.exit("The two differ by more than is allowed: is the GPU rounding (TF32)?")


if __name__ == "__main__":
    main()
