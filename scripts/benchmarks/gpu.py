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


def rate_of(log):
    """Median frames a second of a run, without its first reports."""
    with open(log, newline="") as file:
        rates = [float(row["frames_per_second"]) for row in csv.DictReader(file)]
    return statistics.median(rates[2:] or rates)


def train(program, folder, music, device, batch, seconds):
    """Frames a second of both stages, each stopped after so many seconds as by Ctrl-C."""
    rates = {}
    model = os.path.join(folder, "model.safetensors")
    for stage in ("music", "sound"):
        out = os.path.join(folder, "%s-%d.safetensors" % (stage, batch))
        command = [program, "train", "--audio", music, "--out", out, "--device", device, "--batch", str(batch),
                   "--features", os.path.join(folder, "features"), "--restart"]
        if stage == "music":
            command += ["--frames", "1e9", "--sound-frames", "0"]
        else:
            command += ["--sound-only", "--from", model, "--sound-frames", "1e9"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            _, said = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            _, said = process.communicate()
        log = os.path.join(out + ".run", "log.csv" if stage == "music" else "sound/log.csv")
        if process.returncode != 130 or not os.path.exists(log):
            sys.exit("hemiola train ended with status %d:\n%s" % (process.returncode, said[-2000:]))
        rates[stage] = rate_of(log)
    return rates


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
    a = parser.parse_args()
    command = [a.program, "gpu", "--model", a.model, "--device", a.device, "--frames", str(a.frames), "--json",
               "--voices"] + [str(v) for v in a.voices]
    result = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout)
    result["training"] = []
    with tempfile.TemporaryDirectory() as folder:
        music = os.path.join(folder, "music")
        os.mkdir(music)
        write_music(music, 20)
        os.symlink(os.path.abspath(a.model), os.path.join(folder, "model.safetensors"))
        for batch in a.batches:
            rates = train(a.program, folder, music, a.device, batch, a.seconds)
            result["training"].append({"batch": batch, "frames_per_second": rates["music"],
                                       "sound_frames_per_second": rates["sound"]})
    with open(a.out, "w") as file:
        json.dump(result, file, indent=1)
    equality = result["equality"]
    print("equality with the CPU in floats (%g is allowed): harmony %.1e, rhythm %.1e, bands %.1e nats, sound %.1e"
          % tuple(equality[name] for name in ("allowed", "harmony", "rhythm", "bands", "sound")))
    for row in result["rows"]:
        print("%4d voices: a frame takes %.2f ms, 99.9 %% of them less than %.2f (it lasts %.1f)"
              % (row["voices"], row["median_ms"], row["ms_99.9_percent"], result["hop_ms"]))
    for row in result["training"]:
        print("training, batches of %d: %.0f frames a second, the sound network %.0f"
              % (row["batch"], row["frames_per_second"], row["sound_frames_per_second"]))
    if not equality["equal"]:
        sys.exit("The two differ by more than is allowed: is the GPU rounding (TF32)?")


if __name__ == "__main__":
    main()
