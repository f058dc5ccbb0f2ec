"""Thousands of synths with encoders and decoders, created, paused and freed at random."""
import random
import struct
import time

import osc
import synthdef
from watch import Answers, Row, Stage

PART = "churn"
VOICES = 8
MOST = 12  # at once: more than voices, so that some have to wait


def pair_definition(shape):
    definition = synthdef.SynthDef("pair")
    noise = definition.unit("Saw", synthdef.AUDIO, [110])[0]
    latents = synthdef.encoder(definition, noise, -1, *shape)
    return definition.out(20, [synthdef.decoder(definition, latents, harmony=shape[0])])


class Churn:
    def __init__(self, stage, chance, parallel):
        self.stage, self.chance, self.parallel = stage, chance, parallel
        self.alive, self.made, self.next_node = [], 0, 5000
        self.groups = []

    def step(self):
        """One random action; may be part of a bundle with others."""
        choice = self.chance.random()
        if len(self.alive) < MOST and choice < 0.55:
            node = self.next_node = self.next_node + 1
            target = self.chance.choice(self.groups) if self.groups else 0
            self.alive.append(node)
            self.made += 1
            return osc.encode("/s_new", "pair", node, self.chance.choice((0, 1)), target)
        if self.alive and choice < 0.9:
            at = self.chance.randrange(len(self.alive))
            return osc.encode("/n_free", self.alive.pop(at))
        if self.alive:
            return osc.encode("/n_run", self.chance.choice(self.alive),
                              self.chance.choice((0, 1, 1)))
        return osc.encode("/status")

    def begin(self):
        for i in range(4 if self.parallel else 0):
            self.groups.append(100 + i)
            self.stage.client.send("/p_new", 100 + i, 0, 0)
        self.stage.load(pair_definition(self.stage.shape))
        self.stage.sync()

    def run(self, count, say):
        quarter, memory = count // 4, []
        while self.made < count:
            messages = [self.step() for _ in range(self.chance.randrange(1, 6))]
            packet = b"#bundle\0" + struct.pack(">II", 0, 1) + b"".join(
                struct.pack(">i", len(each)) + each for each in messages)
            self.stage.client.socket.sendto(packet, self.stage.client.target)
            time.sleep(self.chance.expovariate(1 / 0.008))
            if self.made // 50 != getattr(self, "synced", -1):
                self.synced = self.made // 50
                self.stage.sync()
                self.stage.client.heard.clear()
            if self.made >= quarter * (len(memory) + 1):
                memory.append((self.stage.memory_kb(),
                               self.stage.memory_kb(int(self.stage.report()["worker_pid"]))))
                say("  %d synths" % self.made)
        for node in self.alive:
            self.stage.client.send("/n_free", node)
        self.stage.sync()
        return memory


def churn(server, count, options, say):
    name = "%s, %d synths: " % (server, count)
    chance = random.Random(options.seed)
    with Stage(server, options=("-m", "65536")) as stage:
        stage.play(voices=0, capacity=VOICES)
        before = stage.traces()
        churner = Churn(stage, chance, parallel=server == "supernova")
        churner.begin()
        with Answers(stage.port, 600 if options.short else 1) as answers:
            memory = churner.run(count, say)
        time.sleep(0.3)
        report = stage.report()
        yield Row(PART, name + "voices lost", "%d + %d" % (report["encoders"], report["decoders"]),
                  "0 + 0", report["encoders"] + report["decoders"] == 0)
        for i in range(VOICES):
            stage.client.send("/s_new", "pair", 4000 + i, 0, 0)
        stage.sync()
        time.sleep(0.2)
        report = stage.report()
        yield Row(PART, name + "voices to be had afterwards",
                  "%d + %d" % (report["encoders"], report["decoders"]),
                  "%d + %d" % (VOICES, VOICES),
                  (report["encoders"], report["decoders"]) == (VOICES, VOICES))
        yield Row(PART, name + "/status answered", "%d of %d" %
                  (answers.asked - answers.missed, answers.asked), "all", answers.missed == 0,
                  "longest %.0f ms" % (1e3 * answers.longest))
        yield Row(PART, name + "worker restarts", "%d" % report["restarts"], "0",
                  report["restarts"] == 0)
        after = stage.traces()
        yield Row(PART, name + "left behind", str(sum(max(0, after[each] - before[each])
                                                      for each in before)), "0",
                  all(after[each] <= before[each] for each in before), str(after))
        # Caches and heaps grow in the first half.
        grown = [memory[-1][i] - memory[1][i] for i in (0, 1)]
        yield Row(PART, name + "memory grown in the second half, server and worker",
                  "%+d, %+d kB" % tuple(grown), "< 2048 kB", max(grown) < 2048,
                  "worker at each quarter: %s kB" % ", ".join("%d" % each[1] for each in memory),
                  judged=not options.short)


def run(options, say):
    scale = 0.01 if options.short else options.scale
    wanted = ["scsynth"] if options.short else options.only or ["scsynth", "supernova"]
    for server in wanted:
        yield from churn(server, max(100, round(10000 * scale)), options, say)
