"""Rotate, freeze and blend as units: whole steps, held values and the ends of a blend are exact."""
import os
import tempfile
import unittest

import osc
import servers
import synthdef
from synthdef import AUDIO, CONTROL, SynthDef

PLACES, A_PLACE = 108, 2
CHANNELS = PLACES * A_PLACE


def values(definition, count=CHANNELS):
    """Slow sines, each channel at another frequency, so that channels can be told apart."""
    return [definition.unit("SinOsc", CONTROL, [0.3 + 0.01 * i, 0.1 * i])[0] for i in range(count)]


def rotate(definition, harmony, semitones):
    return definition.unit("HemiolaRotate", CONTROL, [semitones, A_PLACE] + list(harmony),
                           len(harmony))


def play(definition, seconds=0.25, later=()):
    """Renders the control signals that the definition writes to buses 0.., one value per block."""
    count = definition.shown
    watch = SynthDef("watch")
    buses = watch.unit("In", CONTROL, [0], count)
    watch.unit("RecordBuf", CONTROL, [0, 0, 1, 0, 1, 0, 1, 0] + buses)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "values.wav")
        score = [(0, [osc.encode("/b_alloc", 0, int(seconds * 750), count),
                      osc.encode("/d_recv", definition.bytes()),
                      osc.encode("/d_recv", watch.bytes()),
                      osc.encode("/s_new", definition.name, 1000, 0, 0),
                      osc.encode("/s_new", "watch", 1001, 1, 0)])] + list(later)
        score.append((seconds, [osc.encode("/b_write", 0, path, "wav", "float", -1, 0, 0)]))
        score.append((seconds, [osc.encode("/g_freeAll", 0)]))  # or scsynth 3.14 crashes at its end
        _, text = servers.render(score, seconds + 0.01, options=("-w", "1024"))
        return servers.read_wav(path), text


def show(definition, signals):
    definition.out(0, signals, CONTROL)
    definition.shown = len(signals)
    return definition


class LatentUnits(unittest.TestCase):
    def test_rotation_up_an_octave_and_back_is_the_identity(self):
        definition = SynthDef("octave")
        harmony = values(definition)
        back = rotate(definition, rotate(definition, harmony, 12), -12)
        picked = range(0, CHANNELS, 7)
        show(definition, [harmony[i] for i in picked] + [back[i] for i in picked])
        channels, _ = play(definition)
        half = len(channels) // 2
        for before, after in zip(channels[:half], channels[half:]):
            self.assertEqual(before.tobytes(), after.tobytes())

    def test_rotation_by_one_moves_each_place_to_the_next(self):
        definition = SynthDef("one")
        harmony = values(definition)
        rotated = rotate(definition, harmony, 1)
        show(definition, harmony[:20] + rotated[A_PLACE:20 + A_PLACE])
        channels, _ = play(definition)
        for before, after in zip(channels[:20], channels[20:]):
            self.assertEqual(before.tobytes(), after.tobytes())

    def test_a_fractional_rotation_is_continuous(self):
        definition = SynthDef("glide")
        constant = [float((i * 37) % 101) / 101 for i in range(CHANNELS)]
        glide = definition.unit("Line", CONTROL, [-3.0, 3.0, 0.25, 0])[0]
        show(definition, rotate(definition, constant, glide)[40:60])
        channels, _ = play(definition)
        slope = 6 / (0.25 * 750)  # semitones per block; neighbours differ by less than 1
        for channel in channels:
            self.assertLess(servers.largest_step(channel[1:]), slope * 1.01)
            self.assertGreater(max(channel) - min(channel), 0.3)

    def test_freezing_holds_the_exact_values_and_lets_go(self):
        definition = SynthDef("freeze", hold=0)
        latents = values(definition, 16)
        frozen = definition.unit("HemiolaFreeze", CONTROL,
                                 [definition.control["hold"]] + latents, 16)
        show(definition, latents + frozen)
        channels, _ = play(definition, 0.3, [(0.1, [osc.encode("/n_set", 1000, "hold", 1)]),
                                            (0.2, [osc.encode("/n_set", 1000, "hold", 0)])])
        for live, held in zip(channels[:16], channels[16:]):
            self.assertEqual(live[:74].tobytes(), held[:74].tobytes())
            self.assertEqual(len(set(held[76:149])), 1, "a held value moved")
            self.assertIn(held[80], live[73:77])
            self.assertEqual(live[152:].tobytes(), held[152:].tobytes())

    def test_a_frozen_rhythm_is_that_of_its_last_hit_or_of_the_moment(self):
        definition = SynthDef("hits", hold=0)
        # Changes once in 8 blocks, as latents do: a hit of 4 that decays by half in each frame.
        frames = definition.unit("Impulse", CONTROL, [93.75, 0])[0]
        beat = definition.unit("Impulse", CONTROL, [2.0, 0])[0]
        sound = definition.unit("Decay", CONTROL, [definition.operator("*", CONTROL, beat, 4.0), 0.1])[0]
        rhythm = [definition.unit("Latch", CONTROL, [sound, frames])[0] for _ in range(3)]
        frozen = [definition.unit("HemiolaFreeze", CONTROL,
                                  [definition.control["hold"], at] + rhythm, 3) for at in (0.0, 1.0)]
        show(definition, rhythm[:1] + sum(frozen, []))
        # Just before the next hit
        channels, _ = play(definition, 2.5, [(1.48, [osc.encode("/n_set", 1000, "hold", 1)]),
                                             (2.2, [osc.encode("/n_set", 1000, "hold", 0)])])
        live, at_hit, now = channels[0], channels[1:4], channels[4:7]
        held = slice(int(1.5 * 750), int(2.18 * 750))
        for channel in at_hit + now:
            self.assertEqual(len(set(channel[held])), 1, "a held value moved")
        self.assertLess(now[0][held.start], 0.001)
        self.assertGreater(at_hit[0][held.start], 0.3)
        self.assertIn(at_hit[0][held.start], live[:int(1.48 * 750)])
        for channel in at_hit:
            self.assertEqual(channel[int(2.22 * 750):].tobytes(), live[int(2.22 * 750):].tobytes())

    def test_a_blend_of_0_and_1_gives_its_inputs_and_0_5_their_mean(self):
        definition = SynthDef("blend")
        a, b = values(definition, 8), values(definition, 16)[8:]
        blends = [definition.unit("HemiolaBlend", CONTROL, [weight] + a + b, 8)
                  for weight in (0.0, 1.0, 0.5)]
        show(definition, a + b + sum(blends, []))
        channels, _ = play(definition)
        for i in range(8):
            first, second, zero, one, half = (channels[i + 8 * j] for j in range(5))
            self.assertEqual(zero.tobytes(), first.tobytes())
            self.assertEqual(one.tobytes(), second.tobytes())
            for x, y, mean in zip(first, second, half):
                self.assertAlmostEqual(mean, (x + y) / 2, 6)

    def test_wrong_sizes_are_said_and_silent(self):
        definition = SynthDef("wrong")
        odd = definition.unit("HemiolaRotate", CONTROL, [0, 2] + values(definition, 7), 7)
        uneven = definition.unit("HemiolaBlend", CONTROL, [0] + values(definition, 7), 4)
        notes = definition.unit("HemiolaChord", CONTROL, [3, 60, 64, 67, 1], 8)
        chroma = definition.unit("HemiolaChroma", CONTROL, values(definition, 4), 11)
        scale = definition.unit("HemiolaScale", CONTROL, [1, 7, 0, 4, 7] + values(definition, 8), 8)
        beat = definition.unit("HemiolaBeat", CONTROL, [1, 0, 0], 8)
        show(definition, odd + uneven + notes + chroma + scale + beat)
        channels, text = play(definition)
        self.assertIn("HemiolaRotate: 9 inputs and 7 outputs don't fit", text)
        self.assertIn("HemiolaBlend: 8 inputs and 4 outputs don't fit", text)
        self.assertIn("HemiolaChord: 5 inputs and 8 outputs don't fit", text)
        self.assertIn("HemiolaChroma: 4 inputs and 11 outputs don't fit", text)
        self.assertIn("HemiolaScale: 13 inputs and 8 outputs don't fit", text)
        self.assertIn("HemiolaBeat: 3 inputs and 8 outputs don't fit", text)
        self.assertFalse(any(any(channel) for channel in channels))


if __name__ == "__main__":
    unittest.main()
