"""Offline renders through a wire instead of a model: the transport is exact for all samples and bits."""
import unittest

import osc
import servers
import synthdef
from synthdef import AUDIO, CONTROL, SynthDef


def wire_definition(name="wire", voices=1, harmony=synthdef.WIRE_HARMONY):
    """Noise, and the same noise through encoder and decoder; a pair of buses for each voice."""
    definition = SynthDef(name, bus=0)
    noise = synthdef.white_noise(definition)
    for _ in range(voices):
        latents = synthdef.encoder(definition, noise, harmony=harmony)
        sound = synthdef.decoder(definition, latents, harmony=harmony)
        definition.out(definition.control["bus"], [noise, sound])
    return definition


def score(*definitions, model="wire", synths=(), **options):
    """A worker, the definitions, and one synth of each at time 0 unless synths are given."""
    messages = [osc.encode(*servers.start_command(model=model, **options))]
    messages += [osc.encode("/d_recv", definition.bytes()) for definition in definitions]
    if not synths:
        messages += [osc.encode("/s_new", definition.name, 1000 + i, 0, 0)
                     for i, definition in enumerate(definitions)]
    return [(0, messages)] + list(synths)


class Inputs(unittest.TestCase):
    def test_a_voice_that_is_no_number_is_said_to_be_none(self):
        for voice in (float("nan"), float("inf"), float("-inf")):
            definition = SynthDef("nowhere")
            latents = synthdef.encoder(definition, synthdef.white_noise(definition), voice)
            definition.out(0, [synthdef.decoder(definition, latents, voice)])
            channels, printed = servers.render(score(definition), 0.2)
            for unit in ("HemiolaEncoder", "HemiolaDecoder"):
                self.assertIn(unit + ": the voice is no number", printed)
            self.assertFalse(any(channels[0]))

    def test_a_rotation_over_no_number_of_channels_is_refused(self):
        for channels in (float("nan"), float("inf"), 1e20):
            definition = SynthDef("turned")
            rotated = definition.unit("HemiolaRotate", CONTROL, [1, channels, 1, 2], 2)
            definition.out(0, [definition.unit("K2A", AUDIO, rotated[:1])[0]])
            sound, printed = servers.render([(0, [osc.encode("/d_recv", definition.bytes()),
                                                  osc.encode("/s_new", "turned", 1000, 0, 0)])], 0.1)
            self.assertIn("HemiolaRotate: 4 inputs and 2 outputs", printed)
            self.assertFalse(any(sound[0]))


class Transport(unittest.TestCase):
    def check_delay(self, channels, delay):
        dry, wet = channels
        self.assertIsNone(servers.first_difference(wet[delay:], dry),
                          "the sound is not the input, %d samples later" % delay)
        self.assertFalse(any(wet[:delay]), "there is sound before the latency is over")

    def test_the_delay_is_exact_at_every_rate_hop_and_block(self):
        for rate in (44100, 48000, 96000):
            for hop in (235, 256, 280):
                for block in (1, 64, 128):
                    with self.subTest(rate=rate, hop=hop, block=block):
                        encode = max(hop * 3 // 8, block)
                        delay = hop + encode + max(hop - encode, 2 * block)
                        channels, _ = servers.render(
                            score(wire_definition(), model="hop-%d" % hop), 0.3, rate,
                            options=("-z", str(block)))
                        self.check_delay(channels, delay)

    def test_a_wished_latency_is_met_to_the_sample(self):
        channels, _ = servers.render(score(wire_definition(), latency=0.05), 0.3)
        self.check_delay(channels, 2400)

    def test_a_synth_that_starts_anywhere_has_the_same_delay(self):
        for blocks in range(9):
            start = blocks * 64 / 48000 + 0.1
            channels, _ = servers.render(
                score(wire_definition(), synths=[(start, [osc.encode("/s_new", "wire", 1, 0, 0)])]),
                0.4)
            first = next(i for i, sample in enumerate(channels[0]) if sample != 0)
            self.check_delay([channel[first:] for channel in channels], 512)

    def test_two_renders_are_the_same_to_the_bit(self):
        once, _ = servers.render(score(wire_definition(voices=3)), 1)
        again, _ = servers.render(score(wire_definition(voices=3)), 1)
        self.assertEqual([c.tobytes() for c in once], [c.tobytes() for c in again])
        self.assertTrue(any(once[1]))

    def test_the_frame_counter_goes_round_where_it_is_told_to(self):
        definition = SynthDef("count")
        counts = [definition.unit("HemiolaFrames", CONTROL, inputs)[0]
                  for inputs in ([3.0], [3.0, 10.0], [-3.0, 10.0], [2.0 ** 23, 2.0 ** 24],
                                 [3.0, float("inf")], [3.0, float("nan")])]
        definition.out(0, [definition.unit("K2A", AUDIO, [count])[0] for count in counts])
        channels, _ = servers.render(score(definition), 0.5, channels=6)
        # Samples at which K2A has reached its value
        plain, round_, back, large, endless, nothing = (channel[::64] for channel in channels)
        self.assertGreater(max(plain), 200)
        self.assertEqual(list(round_), [count % 10 for count in plain])
        self.assertEqual(list(back), [-count % 10 for count in plain])
        # A float counts no further than 2 ** 24.
        self.assertEqual(set(large), {0.0, 2.0 ** 23})
        self.assertEqual(list(endless), list(plain))
        self.assertEqual(list(nothing), list(plain))

    def test_voices_are_freed_and_taken_again(self):
        synths = []
        for i in range(40):  # of 2 voices; each synth uses one for 10 ms
            synths.append((0.01 * i, [osc.encode("/n_free", 1000 + i - 1)] if i else []))
            synths[-1][1].append(osc.encode("/s_new", "wire", 1000 + i, 0, 0))
        synths.append((0.4, [osc.encode("/n_free", 1039),
                             osc.encode("/s_new", "wire", 2000, 0, 0)]))
        channels, text = servers.render(score(wire_definition(), synths=synths, voices=2), 0.6)
        start = 19200  # 0.4 s
        self.check_delay([channel[start:] for channel in channels], 512)
        self.assertNotIn("taken", text)

    def test_a_voice_too_many_waits_in_silence_and_says_so(self):
        channels, text = servers.render(score(wire_definition(voices=2), voices=1), 0.2)
        self.assertIn("all 1 voices are taken", text)
        once, _ = servers.render(score(wire_definition(), voices=1), 0.2)
        self.assertEqual(channels[1].tobytes(), once[1].tobytes())

    def test_a_voice_that_is_named_and_taken_comes_when_it_is_free(self):
        definition = SynthDef("named")
        noise = synthdef.white_noise(definition)
        latents = synthdef.encoder(definition, noise, voice=1)
        definition.out(0, [noise, synthdef.decoder(definition, latents, voice=1)])
        channels, text = servers.render(score(definition, synths=[
            (0, [osc.encode("/s_new", "named", 1, 0, 0)]),
            (0.1, [osc.encode("/s_new", "named", 2, 1, 0)]),
            (0.2, [osc.encode("/n_free", 1)])]), 0.5)
        self.assertIn("another synth has voice 1", text)
        self.assertTrue(any(channels[1][14400:]), "the second synth never got its voice")

    def test_a_voice_that_does_not_exist_is_named(self):
        definition = SynthDef("outside")
        definition.out(0, synthdef.encoder(definition, synthdef.white_noise(definition), 8)[:2],
                       CONTROL)
        _, text = servers.render(score(definition), 0.1)
        self.assertIn("there is no voice 8; this worker has voices 0 to 7", text)

    def test_a_paused_synth_comes_back_as_a_new_sound(self):
        channels, _ = servers.render(score(wire_definition(), synths=[
            (0, [osc.encode("/s_new", "wire", 1, 0, 0)]),
            (0.1, [osc.encode("/n_run", 1, 0)]),
            (0.2, [osc.encode("/n_run", 1, 1)])]), 0.4)
        back = next(i for i in range(9000, len(channels[0])) if channels[0][i] != 0)
        dry, wet = (channel[back:] for channel in channels)
        self.assertIsNone(servers.first_difference(wet[512:], dry))

    def test_not_a_number_and_infinity_come_out_finite(self):
        definition = SynthDef("wild")
        noise = synthdef.white_noise(definition)
        zero = definition.operator("*", AUDIO, noise, 0.0)
        nan = definition.unit("BinaryOpUGen", AUDIO, [zero, zero], 1, 4)[0]  # 0 / 0
        infinite = definition.unit("BinaryOpUGen", AUDIO, [noise, zero], 1, 4)[0]
        for bad in (nan, infinite):
            sound = synthdef.decoder(definition, synthdef.encoder(definition, bad))
            definition.out(0, [sound])
        latents = synthdef.encoder(definition, noise)
        cold = definition.unit("BinaryOpUGen", CONTROL, [0.0, 0.0], 1, 4)[0]
        sick = [definition.operator("*", CONTROL, latent, cold) for latent in latents]
        definition.out(1, [synthdef.decoder(definition, sick)])
        channels, _ = servers.render(score(definition), 0.2)
        for channel in channels:
            self.assertTrue(all(abs(sample) < 10 for sample in channel))

    def test_a_new_model_with_other_frames_plays_on(self):
        channels, _ = servers.render(score(wire_definition(), synths=[
            (0, [osc.encode("/s_new", "wire", 1, 0, 0)]),
            (0.2, [osc.encode("/cmd", "/hemiola/model", "hop-280")])]), 0.5)
        dry, wet = (channel[14400:] for channel in channels)
        self.assertIsNone(servers.first_difference(wet[560:], dry))

    def test_a_model_that_can_not_be_loaded_leaves_the_old_one_playing(self):
        channels, text = servers.render(score(wire_definition(), synths=[
            (0, [osc.encode("/s_new", "wire", 1, 0, 0)]),
            (0.2, [osc.encode("/cmd", "/hemiola/model", "broken")])]), 0.5)
        self.assertIn("this is no model file", text)
        self.check_delay(channels, 512)


if __name__ == "__main__":
    unittest.main()
