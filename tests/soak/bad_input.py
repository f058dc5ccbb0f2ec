"""Invalid models, invalid sound, unusual servers, random OSC packets, segments of others."""
import json
import os
import random
import re
import shutil
import socket
import stat
import struct
import subprocess
import tempfile
import time

import osc
import servers
import synthdef
from synthdef import AUDIO, SynthDef
from watch import RATE, Row, Stage

PART = "bad input"
DIVIDE = 4  # index of BinaryOpUGen's operator


def broken_models(path, options):
    """Writes invalid models to this path one after another, and yields the kind of each."""
    whole = open(servers.MODEL, "rb").read()
    header = struct.unpack("<Q", whole[:8])[0]
    chance = random.Random(options.seed)

    def write(data):
        with open(path, "wb") as file:
            file.write(data)
        return "absurd"
    write(whole)
    step = 1024 if not options.short else len(whole) // 4
    for size in reversed(range(0, len(whole), step)):
        os.truncate(path, size)
        yield "cut"
    for i in range(10 if options.short else max(10, round(300 * options.scale))):
        data = bytearray(whole)
        data[chance.randrange(8 + header if i % 2 else len(whole))] ^= 1 << chance.randrange(8)
        write(data)
        yield "flipped"
    for size in (2**63, 2**64 - 1, 2**40, 2**32, len(whole), 8 << 20, 0, 1):
        yield write(struct.pack("<Q", size) + whole[8:])
    for before, after in ((r'"shape":\[\d+', '"shape":[%d' % 2**62),
                          (r'"data_offsets":\[\d+', '"data_offsets":[%d' % 2**63),
                          (r'"shape":\[', '"shape":[-1,'), (r'"dtype":"F32"', '"dtype":"F64"'),
                          (r'\\"width\\":\d+', r'\\"width\\":2000000000'),
                          (r'\\"places\\":\d+', r'\\"places\\":2000000000'),
                          (r'\\"rhythm\\":\d+', r'\\"rhythm\\":-5')):
        text = re.sub(before, lambda _: after, whole[8:8 + header].decode(), count=1).encode()
        yield write(struct.pack("<Q", len(text)) + text + whole[8 + header:])


def models(options, say, folder):
    """Each model is rejected with a message or plays; the worker continues, and its memory does not grow."""
    path = os.path.join(folder, "broken.safetensors")
    counts, refused, silent = {}, {}, []
    with Stage() as stage:
        stage.play(voices=1)
        pid = int(stage.report()["worker_pid"])
        before = stage.memory_kb(pid)
        for kind in broken_models(path, options):
            printed = len(stage.printed()) if kind != "cut" else 0
            stage.client.send("/cmd", "/hemiola/model", path)
            reply = stage.client.wait_for("/hemiola/loaded", 600)
            stage.client.heard.clear()
            counts[kind] = counts.get(kind, 0) + 1
            if sum(counts.values()) % 1000 == 0:
                say("  %d broken models" % sum(counts.values()))
            if reply is None:
                silent.append(kind)
            elif reply[3] == 0:
                refused[kind] = refused.get(kind, 0) + 1
                if kind != "cut" and "broken.safetensors" not in stage.printed()[printed:]:
                    silent.append(kind + " without a sentence")
        report = stage.report()
        with open("/proc/%d/status" % pid) as file:
            peak = int(next(line for line in file if line.startswith("VmHWM")).split()[1])
        alive = report["restarts"] == 0 and report["ready"] == 1 and stage.alive()
    yield Row(PART, "%d broken model files: an answer each, worker plays on" % sum(counts.values()),
              "%d without; worker %s" % (len(silent), "plays" if alive else "ended"),
              "0 without", not silent and alive,
              ", ".join("%s: %d of %d refused" % (kind, refused.get(kind, 0), count)
                        for kind, count in counts.items()) + " " + "; ".join(sorted(set(silent))))
    yield Row(PART, "files cut short or absurd are refused", "%d of %d" %
              (sum(refused.get(kind, 0) for kind in ("cut", "absurd")),
               sum(counts[kind] for kind in ("cut", "absurd"))), "all but those that are whole",
              refused.get("cut") == counts["cut"])
    yield Row(PART, "worker's memory, peak over before", "%+d MB" % ((peak - before) // 1024),
              "< 100 MB", peak - before < 100 * 1024, "two models are loaded at a time")


def wild_model(options, say, folder):
    """A model with finite but absurd weights: its output is finite and at most 24 dB above full scale."""
    data = bytearray(open(servers.MODEL, "rb").read())
    chance = random.Random(options.seed)
    for at in range(len(data) - 4 * (len(data) // 8), len(data) - 3, 4):
        if chance.random() < 0.2:
            data[at:at + 4] = struct.pack("<f", chance.choice((1e30, -1e30, 3e38)))
    path = os.path.join(folder, "wild.safetensors")
    with open(path, "wb") as file:
        file.write(data)
    definition = SynthDef("wild")
    shape = geometry()
    latents = synthdef.encoder(definition, definition.unit("Saw", AUDIO, [110])[0], -1, *shape)
    definition.out(0, [synthdef.decoder(definition, latents, harmony=shape[0])])
    (out,), text = servers.render(
        [(0, [osc.encode(*servers.start_command(model=path)),
              osc.encode("/d_recv", definition.bytes()), osc.encode("/s_new", "wild", 1, 0, 0)])],
        0.7, channels=1)
    finite = all(abs(x) <= 16 for x in out)  # also false for NaN
    yield Row(PART, "a model with absurd weights: the output is finite and within +-16",
              "yes" if finite else "no", "yes", finite, "peak %.2f" % max(map(abs, out)))


def constant(definition, value):
    return definition.unit("DC", AUDIO, [value])[0]


SOUNDS = {
    "NaN": lambda d: d.unit("BinaryOpUGen", AUDIO, [constant(d, 0), constant(d, 0)], 1, DIVIDE)[0],
    "infinity": lambda d: d.unit("BinaryOpUGen", AUDIO, [constant(d, 1), constant(d, 0)], 1,
                                 DIVIDE)[0],
    "1e30": lambda d: constant(d, 1e30),
    "denormals": lambda d: d.operator("*", AUDIO, d.unit("WhiteNoise", AUDIO, [])[0], 1e-40),
    "full-scale noise": lambda d: d.unit("WhiteNoise", AUDIO, [])[0],
    "full-scale square": lambda d: d.unit("LFPulse", AUDIO, [55, 0, 0.5])[0],
    "DC": lambda d: constant(d, 1),
}


def sounds(options, say, folder):
    """Plays 0.7 s of invalid sound, then a tone; checks the output, offline, where nothing is late."""
    for name, make in SOUNDS.items():
        if options.short and name != "NaN":
            continue
        definition = SynthDef("bad", which=0)
        tone = definition.operator("*", AUDIO, definition.unit("Saw", AUDIO, [110])[0], 0.3)
        sound = definition.unit("Select", AUDIO, [definition.control["which"], make(definition),
                                                  tone])[0]
        shape = geometry()
        latents = synthdef.encoder(definition, sound, -1, *shape)
        definition.out(0, [synthdef.decoder(definition, latents, harmony=shape[0])])
        (out,), text = servers.render(
            [(0, [osc.encode(*servers.start_command()), osc.encode("/d_recv", definition.bytes()),
                  osc.encode("/s_new", "bad", 1, 0, 0)]),
             (0.7, [osc.encode("/n_set", 1, "which", 1.0)])], 2.7, channels=1)
        finite = all(abs(x) < 1e9 for x in out)  # also false for NaN
        after = max((abs(x) for x in out[int(1.7 * RATE):]), default=0)
        during = max(abs(x) for x in out) if finite else float("inf")
        yield Row(PART, "%s into an encoder: finite, within +-1 a second later, sound again" % name,
                  "%s, %.2f" % ("finite" if finite else "not finite", after), "finite, 0.01 to 1",
                  finite and 0.01 < after <= 1, "peak over all %.2f" % during)


def geometry():
    """(harmony, rhythm) channels of the default model."""
    if not hasattr(geometry, "known"):
        result = subprocess.run([servers.WORKER, "info", servers.MODEL, "--json"],
                                stdout=subprocess.PIPE, text=True)
        facts = json.loads(result.stdout)
        geometry.known = (facts["harmony"]["places"] * facts["harmony"]["channels_a_place"],
                          facts["rhythm"])
    return geometry.known


def strange_servers(options, say, folder):
    """Each sample rate and block size plays, or the worker reports why not."""
    kinds = [(rate, 64) for rate in (8000, 22050, 192000)] + [(48000, block) for block in
                                                              (1, 16, 1024, 4096)]
    for rate, block in [(48000, 1024)] if options.short else kinds:
        definition = SynthDef("strange")
        tone = definition.operator("*", AUDIO, definition.unit("Saw", AUDIO, [110])[0], 0.3)
        shape = geometry()
        latents = synthdef.encoder(definition, tone, -1, *shape)
        definition.out(0, [synthdef.decoder(definition, latents, harmony=shape[0])])
        (out,), text = servers.render(
            [(0, [osc.encode(*servers.start_command()), osc.encode("/d_recv", definition.bytes()),
                  osc.encode("/s_new", "strange", 1, 0, 0)])], 1, rate, 1, ("-z", str(block)))
        peak = max(map(abs, out))
        why = [line for line in text.splitlines() if line.startswith("Hemiola") and
               ("lower sample" in line or "smaller block" in line)]
        yield Row(PART, "a server of %d Hz with blocks of %d" % (rate, block),
                  "plays" if peak > 0.01 else "silent", "plays or says why", peak > 0.01 or why,
                  "peak %.2f %s" % (peak, why[0] if why else ""))


def noise(options, say, folder):
    """Packets of all kinds on the OSC port, including oversized ones and nested bundles."""
    chance = random.Random(options.seed)
    good = [osc.encode("/hemiola/0/harmony/rotate", 3.5), osc.encode("/hemiola/9/reset"),
            osc.encode("/hemiola/*/*/[!f]r??*", 0), osc.encode("/what/else", 1, "a"),
            osc.encode("/hemiola/0/rhythm/freeze", float("nan"))]
    packets = [bytes(chance.randrange(256) for _ in range(chance.randrange(1, 120)))
               for _ in range(200)]
    for _ in range(300):
        packet = bytearray(chance.choice(good))
        packet[chance.randrange(len(packet))] = chance.randrange(256)
        packets.append(bytes(packet))
    seconds, rate = (1 if options.short else 10), 20000
    with Stage() as stage:
        stage.play(voices=1)
        stage.wait_for_sound()
        client = osc.Client(stage.osc_port)
        quiet = late_in(stage, lambda: time.sleep(seconds))
        before = client.ask("/hemiola/status", "/hemiola/status", 600)
        sent = []
        loud = late_in(stage, lambda: sent.append(flood(stage.osc_port, packets, rate, seconds)))
        after = client.ask("/hemiola/status", "/hemiola/status", 600)
        yield Row(PART, "OSC noise, %.0f packets a second for %d s: late frames" %
                  (sent[0] / seconds, seconds), "%d" % loud, "as without: %d" % quiet,
                  loud <= quiet + max(2, quiet // 2),
                  "%d packets read" % (after[28] - before[28]) if before and after else "no answer",
                  judged=not options.short)
        nested = osc.encode("/hemiola/ping")
        for _ in range(2000):
            nested = b"#bundle\0" + struct.pack(">IIi", 0, 1, len(nested)) + nested
        big = b"#bundle\0" + struct.pack(">II", 0, 1) + 1600 * (struct.pack(">i", 36) +
                                                               osc.encode("/hemiola/0/harmony/rotate", 1.0))
        claims = b"#bundle\0" + struct.pack(">IIi", 0, 1, 2**31 - 4) + osc.encode("/hemiola/ping")
        for packet in (nested[-65000:], nested[:64000], big[:65000], claims, b"#bundle\0"):
            client.socket.sendto(packet, client.target)
        pong = client.ask("/hemiola/ping", "/hemiola/pong", 600)
        alive = pong is not None and stage.report()["restarts"] == 0
        yield Row(PART, "nested, oversized and lying bundles: the worker answers on",
                  "yes" if alive else "no", "yes", alive)
        client.close()


def flood(port, packets, rate, seconds):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as each:
        begin, sent = time.monotonic(), 0
        while True:
            due = int((time.monotonic() - begin) * rate)
            if due >= rate * seconds:
                return sent
            while sent < due:
                each.sendto(packets[sent % len(packets)], ("127.0.0.1", port))
                sent += 1
            time.sleep(0.001)


def late_in(stage, work):
    before = stage.report()
    work()
    after = stage.report()
    return sum(after[name] - before[name] for name in ("late_encoder", "late_decoder"))


def segments(options, say, folder):
    """Our segment is readable only by its user; other users' segments are rejected with a message."""
    with Stage() as stage:
        stage.play(voices=0)
        prefix = "hemiola-%d-%d-" % (os.geteuid(), stage.process.pid)
        name = next(each for each in os.listdir("/dev/shm") if each.startswith(prefix))
        path = os.path.join("/dev/shm", name)
        mode = stat.S_IMODE(os.stat(path).st_mode)
        yield Row(PART, "the segment's mode", oct(mode)[2:], "600", mode == 0o600)
        whole = open(path, "rb").read()
    older = bytearray(whole)
    older[8:12] = struct.pack("<I", struct.unpack("<I", whole[8:12])[0] - 1)
    sizes = bytearray(whole)
    sizes[16:24] = struct.pack("<Q", 2**60)
    many = bytearray(whole)
    many[12:16] = struct.pack("<I", 2**31)
    cases = [("foreign", os.urandom(len(whole)), "no Hemiola segment"),
             ("older", bytes(older), "from one release"), ("of other sizes", bytes(sizes), "sizes"),
             ("with 2 billion voices", bytes(many), "voices"), ("cut", whole[:5000], "release"),
             ("empty", b"", "too few")]
    for kind, data, words in cases[:1] if options.short else cases:
        name = "hemiola-test-%d" % os.getpid()
        with open("/dev/shm/" + name, "wb") as file:
            file.write(data)
        try:
            result = subprocess.run([servers.WORKER, "worker", "--segment", name, "--osc-port", "0"],
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                    timeout=600)
        finally:
            os.remove("/dev/shm/" + name)
        yield Row(PART, "a segment that is %s: refused with a sentence" % kind,
                  "status %d" % result.returncode, "status 1",
                  result.returncode == 1 and words in result.stdout,
                  result.stdout.strip().splitlines()[-1][:120] if result.stdout.strip() else "silent")


def run(options, say):
    folder = tempfile.mkdtemp(prefix="hemiola-soak-")
    loops = {"models": models, "wild": wild_model, "sounds": sounds, "servers": strange_servers, "noise": noise,
             "segments": segments}
    try:
        for name, loop in loops.items():
            if not options.only or name in options.only:
                yield from loop(options, say, folder)
    finally:
        shutil.rmtree(folder)
