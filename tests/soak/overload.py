"""A worker that is too slow: how much sound remains, whether it clicks, and what the user is told."""
import os
import shutil
import statistics
import tempfile
import time

import servers
import synthdef
from watch import RATE, Row, Stage, levels

PART = "overload"
SLOW_WORKER = os.path.join(os.path.dirname(servers.WORKER), "hemiola_slow_worker")
KEPT = {"1.1": 0.9, "1.5": 0.6, "3": 0.3}
SENTENCE = "frames come late"


def soft_definition(shape):
    """A soft low tone, whose own steps are small: any click comes from covered frames."""
    definition = synthdef.SynthDef("soft")
    tone = definition.unit("SinOsc", synthdef.AUDIO, [130.81, 0])[0]
    tone = definition.operator("*", synthdef.AUDIO, tone, 0.3)
    latents = synthdef.encoder(definition, tone, -1, *shape)
    return definition.out(16, [synthdef.decoder(definition, latents, harmony=shape[0])])


def watch(hops, seconds, folder):
    """Plays a voice at `hops` hops of computing time per frame ("": maximum speed); returns measurements."""
    with Stage(environment={"HEMIOLA_TEST_HOPS_A_FRAME": hops}) as stage:
        stage.play(voices=0, worker=SLOW_WORKER)
        stage.load(soft_definition(stage.shape))
        stage.client.send("/s_new", "soft", 1000, 0, 0)
        stage.sync()
        time.sleep(1.5)
        first, xruns, begin, took = stage.report(), stage.xruns(), time.monotonic(), []

        def look():
            while time.monotonic() < begin + seconds:
                took.append(stage.report()["frame_us"] * 1e-6 * RATE / stage.hop)
                time.sleep(0.2)
        sound = stage.take(seconds, look, folder)[0]
        last = stage.report()
        frames = (time.monotonic() - begin) * RATE / stage.hop
        late = [last[name] - first[name] for name in ("late_decoder", "late_encoder")]
        loud = levels(sound)
        if hops:
            stage.wait_printed(SENTENCE, 600)
        # Report and recording start and end some blocks apart.
        in_time, latents = (max(0.0, 1 - each / frames) for each in late)
        return {"levels": loud, "in_time": in_time, "latents": latents,
                "new": (last["frames"] - first["frames"]) / frames, "took": statistics.mean(took),
                "step": servers.largest_step(sound), "xruns": stage.xruns() - xruns,
                "told": stage.printed().count(SENTENCE),
                "remedy": "This machine is too slow" in stage.printed()}


def kept(seen, half):
    """The share of 10-ms windows with at least half the level of an undisturbed tone."""
    return sum(level >= half for level in seen["levels"]) / len(seen["levels"])


def run(options, say):
    judged = not options.short
    folder = tempfile.mkdtemp(prefix="hemiola-soak-")
    seconds = 1.5 if options.short else max(3, 20 * options.scale)
    try:
        usual = watch("", seconds, folder)
        half = statistics.median(level for level in usual["levels"] if level > 1e-4) / 2
        yield Row(PART, "not slowed: sound kept", "%.1f %%" % (100 * kept(usual, half)),
                  "(for comparison)", True, "in time %.1f %%, latents %.1f %%, %d xruns" %
                  (100 * usual["in_time"], 100 * usual["latents"], usual["xruns"]))
        busy = "; the machine itself was too busy" if usual["in_time"] < 0.95 else ""
        for hops in (["1.5"] if options.short else options.only or list(KEPT)):
            seen = watch(hops, seconds, folder)
            name, share = "%s x too slow: " % hops, kept(seen, half)
            yield Row(PART, name + "sound kept", "%.1f %%" % (100 * share),
                      ">= %.0f %%" % (100 * KEPT[hops]), share >= KEPT[hops],
                      "at its own sample %.1f %%, latents %.1f %%%s" %
                      (100 * seen["in_time"], 100 * seen["latents"], busy), judged)
            # The rest repeats the previous sound. On a busy machine a frame takes even longer.
            possible = min(1, 1 / seen["took"])
            yield Row(PART, name + "new frames, of those that there is time for", "%.0f %%" %
                      (100 * seen["new"] / possible), ">= 80 %", seen["new"] >= 0.8 * possible,
                      "%.1f %% of all; one took %.2f hops" % (100 * seen["new"], seen["took"]), judged)
            yield Row(PART, name + "largest step", "%.4f" % seen["step"],
                      "< 2 x %.4f, not slowed" % usual["step"], seen["step"] < 2 * usual["step"])
            most, xruns = usual["xruns"] + max(3, usual["xruns"] // 2), seen["xruns"]
            yield Row(PART, name + "xruns", "%d" % xruns, "as without: %d" % usual["xruns"],
                      xruns <= most, judged=judged)
            yield Row(PART, name + "the user is told once, with the remedy", "%d x" % seen["told"],
                      "1 x", seen["told"] == 1 and seen["remedy"])
    finally:
        shutil.rmtree(folder)
