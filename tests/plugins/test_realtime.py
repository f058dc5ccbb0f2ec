"""RealtimeSanitizer inside a stock scsynth: units, their construction and the last stage of their commands do
nothing in the audio thread that could wait."""
import os
import re
import signal
import unittest

import osc
import servers
import synthdef
from synthdef import AUDIO, CONTROL, SynthDef


def all_units():
    """An encoder, all latent units, the frame counter and a decoder."""
    definition = SynthDef("all", hold=0)
    latents = synthdef.encoder(definition, synthdef.white_noise(definition))
    harmony, rhythm = latents[:synthdef.WIRE_HARMONY], latents[synthdef.WIRE_HARMONY:]
    harmony = definition.unit("HemiolaRotate", CONTROL, [3, 2] + harmony, len(harmony))
    rhythm = definition.unit("HemiolaFreeze", CONTROL, [definition.control["hold"], 0.0] + rhythm,
                             len(rhythm))
    harmony = definition.unit("HemiolaBlend", CONTROL, [0.5] + harmony + harmony, len(harmony))
    chord = definition.unit("HemiolaChord", CONTROL, [2, 60, 64.5, definition.control["hold"], 1],
                            len(harmony))
    harmony = definition.unit("HemiolaBlend", CONTROL, [0.5] + harmony + chord, len(harmony))
    definition.unit("HemiolaChroma", CONTROL, harmony, 12)
    harmony = definition.unit("HemiolaScale", CONTROL, [definition.control["hold"], 3, 0, 4, 7.5] + harmony,
                              len(harmony))
    rhythm = definition.unit("HemiolaBeat", CONTROL, [definition.control["hold"], 0, 0, 0, 0, 0],
                             len(rhythm))
    definition.unit("HemiolaFrames", CONTROL, [1])
    return definition.out(0, [synthdef.decoder(definition, harmony + rhythm)])


class Realtime(unittest.TestCase):
    def test_the_sanitizer_finds_nothing_while_synths_come_and_go_and_the_worker_dies(self):
        environment = {"RTSAN_OPTIONS": "halt_on_error=0:print_stats_on_exit=1:symbolize=0"}
        with servers.Live(environment=environment, preload=os.environ["HEMIOLA_RTSAN"]) as live:
            live.start(model="wire", voices=4)
            live.load(all_units())
            for i in range(30):  # more than the number of voices
                live.client.send("/s_new", "all", 1000 + i, 0, 0)
                live.client.wait_for("/none", 0.05)
                live.client.send("/n_set", 1000 + i, "hold", 1.0)
                if i >= 5:
                    live.client.send("/n_free", 1000 + i - 5)
            self.assertGreater(live.report()["frames"], 50)
            live.end_worker(live.report(), signal.SIGKILL)
            live.client.wait_for("/none", 1)
            live.client.send("/cmd", "/hemiola/model", "hop-280")
            self.assertEqual(live.client.wait_for("/hemiola/loaded")[3], 1)
            live.client.wait_for("/none", 0.3)
            live.client.send("/quit")
            live.process.wait(10)
            printed = live.printed()
        self.assertIn("RealtimeSanitizer exit stats", printed, "the runtime was not there")
        first = printed.find("ERROR: RealtimeSanitizer")
        self.assertLess(first, 0, printed[first:first + 3000])
        # One line from the server, and one from each process that it became
        self.assertEqual(set(re.findall(r"Total error count: (\d+)", printed)), {"0"})


if __name__ == "__main__":
    unittest.main()
