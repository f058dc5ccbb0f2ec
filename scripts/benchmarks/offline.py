"""Benchmarks without a live server: the parts of a frame, offline speed; and scsynth's boot."""
import json
import os
import re
import struct
import subprocess
import tempfile

import processes
import servers

HEMIOLA = os.environ["HEMIOLA_WORKER"]


def timed(sound, voices, how, coretype=None):
    """Output of hemiola bench; coretype selects OpenBLAS's kernels."""
    environment = {**os.environ, **({"OPENBLAS_CORETYPE": coretype} if coretype else {})}
    told = subprocess.run([HEMIOLA, "bench", sound, "--voices", *map(str, voices), *how],
                          stdout=subprocess.PIPE, check=True, text=True, env=environment).stdout
    return json.loads(told)


def parts(results, sound, quick):
    """The parts of a frame by voices, compared with the ideal time at the machine's sgemm rate."""
    voices = (1, 8, 32) if quick else (1, 2, 4, 8, 16, 32, 64)
    how = ["--frames", "20", "--runs", "2"] if quick else ["--frames", "300", "--runs", "7"]
    told = timed(sound, voices, how)
    own = told["sgemm_gmac_s"]
    with open("/proc/cpuinfo") as file:
        if "avx512f" in file.read():
            # OpenBLAS 0.3.21 falls back to AVX2 kernels on processors that it does not know.
            wide = timed(sound, [1], how, "SKYLAKEX")["sgemm_gmac_s"]
            told["sgemm_gmac_s"] = max(own, wide)
    results.facts["parts"] = told
    work = sum(told["multiply_adds"].values())
    for row in told["rows"]:
        name = "distance_%d" % row["voices"]
        if row["voices"] in (1, 8, 32):
            ideal_ms = row["voices"] * work / told["sgemm_gmac_s"] / 1e6
            took_ms = row["encode_ms"] + row["decode_ms"]
            results.add(name, took_ms / ideal_ms,
                        "%.2f ms; %.1f M multiply-adds a voice, sgemm at best %.0f G/s, as installed "
                        "%.0f; the frame in bfloat16 where the processor has it"
                        % (took_ms, work / 1e6, told["sgemm_gmac_s"], own))


def longer(piece, folder, seconds, rate=48000):
    """Repeats the piece, so that start-up time counts as little as with a real one."""
    samples = servers.read_wav(piece)[0]
    samples = (samples * (seconds * rate // len(samples) + 1))[:seconds * rate].tobytes()
    path = os.path.join(folder, os.path.basename(piece))
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt " +
                   struct.pack("<IHHIIHH", 16, 3, 1, rate, 4 * rate, 4, 32) + b"data" +
                   struct.pack("<I", len(samples)) + samples)
    return path


def remix(results, pieces, quick):
    seconds, speeds = 20 if quick else 120, []
    with tempfile.TemporaryDirectory() as folder:
        sounds = [longer(piece, folder, seconds) for piece in pieces]
        for _ in range(1 if quick else 5):
            said = subprocess.run(
                [HEMIOLA, "remix", *sounds, "-o", os.path.join(folder, "out.wav"), "--device", "cpu"],
                stderr=subprocess.PIPE, check=True, text=True).stderr
            speeds.append(float(re.search(r"([\d.]+) x real time", said).group(1)))
    cores = len(os.sched_getaffinity(0))
    results.add("remix", speeds, "%d s of sound, the program's start included; %d core%s"
                % (seconds, cores, "s" if cores > 1 else ""))


class Booted:
    """One scsynth: time until it answers, and its memory."""

    def __init__(self, plugins):
        with servers.Live(plugins=plugins) as live:
            self.seconds = live.boot_seconds
            self.kilobytes = processes.resident_kilobytes(live.process.pid)


def boot(results, quick):
    """Alternates the two, so that both have the same conditions."""
    runs = 1 if quick else 9
    with tempfile.TemporaryDirectory() as nothing:
        pairs = [(Booted(servers.plugin_path(nothing)), Booted(servers.plugin_path()))
                 for _ in range(runs)]
    middle = lambda values: sorted(values)[len(values) // 2]
    seconds = [middle([pair[i].seconds for pair in pairs]) for i in (0, 1)]
    kilobytes = [middle([pair[i].kilobytes for pair in pairs]) for i in (0, 1)]
    results.add("boot", seconds[1] / seconds[0], "%.3f s, without %.3f s" % (seconds[1], seconds[0]))
    results.add("boot_memory", kilobytes[1] / kilobytes[0],
                "%.1f MB, without %.1f MB" % (kilobytes[1] / 1024, kilobytes[0] / 1024))
