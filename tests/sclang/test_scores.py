"""Events of the type \\hemiola in a score, rendered by scsynth -N: in their place, and repeatable."""
import math
import os
import tempfile
import time
import unittest

import language
import servers

RATE = 48000


def strength(samples, hz):
    """Of one partial, in the middle of some sound."""
    part = samples[len(samples) // 4:3 * len(samples) // 4]
    turn = 2 * math.pi * hz / RATE
    return math.hypot(sum(x * math.cos(turn * i) for i, x in enumerate(part)),
                      sum(x * math.sin(turn * i) for i, x in enumerate(part)))


class Scores(unittest.TestCase):
    def test_events_turn_a_chord_where_they_stand_and_renders_repeat_to_the_bit(self):
        first, second = (language.render("score.scd")[0][0] for _ in range(2))
        self.assertEqual(first.tobytes(), second.tobytes())
        still = language.render("score.scd", "still")[0][0]
        self.assertEqual(first[:RATE // 2].tobytes(), still[:RATE // 2].tobytes())
        plain, turned = first[RATE // 3:RATE], first[RATE + RATE // 5:2 * RATE]
        fourth = 220 * 2 ** (5 / 12)
        self.assertGreater(strength(plain, 220), 2 * strength(plain, fourth))
        self.assertGreater(strength(turned, fourth), 2 * strength(turned, 220))

    def test_chords_and_hits_play_without_input_and_repeat_to_the_bit(self):
        first, second = (language.render("played.scd")[0][0] for _ in range(2))
        self.assertEqual(first.tobytes(), second.tobytes())
        a_minor, f_major = first[RATE // 4:2 * RATE], first[2 * RATE + RATE // 4:4 * RATE]
        e, f = (440 * 2 ** ((midi - 69) / 12) for midi in (64, 53))
        self.assertGreater(strength(a_minor, e), 2 * strength(f_major, e))
        self.assertGreater(strength(f_major, f), 2 * strength(a_minor, f))
        # Each hit is louder than what is just before it.
        delay = int(0.04 * RATE)
        for step in range(1, 8):
            at = step * RATE // 2 + delay
            before = sum(x * x for x in first[at - RATE // 10:at - RATE // 50])
            struck = sum(x * x for x in first[at:at + 2 * RATE // 25])
            self.assertGreater(struck, 2 * before, "hit %d" % step)

    def test_renders_side_by_side_and_with_all_threads_have_the_bits_of_one_thread(self):
        def threads(count):
            names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
            return dict.fromkeys(names, str(count))
        cores = max(2, os.cpu_count())
        alone = language.render("score.scd", environment=threads(1))[0]
        every = language.render("score.scd", environment=threads(cores))[0]
        self.assertEqual([c.tobytes() for c in every], [c.tobytes() for c in alone])
        with tempfile.TemporaryDirectory(prefix="hemiola-renders-") as folder:
            begun = time.monotonic()
            status, printed = language.run(
                "score.scd", folder, "renders", cores + 1,
                environment={"HEMIOLA_TEST_PLUGINS": servers.plugin_path()})
            self.assertEqual(status, 0, printed[-4000:])
            print("%d renders of 2 s side by side in %.1f s" % (cores + 1, time.monotonic() - begun))
            for bad in ("ERROR", "FAILURE", "no worker", "did not answer"):
                self.assertNotIn(bad, printed)
            for index in range(cores + 1):
                beside = servers.read_wav(os.path.join(folder, "%d.wav" % index))
                self.assertEqual([c.tobytes() for c in beside], [c.tobytes() for c in alone],
                                 "render %d of %d" % (index, cores + 1))

    def test_a_take_holds_the_latents_of_each_frame_and_plays_them_to_the_bit(self):
        with tempfile.TemporaryDirectory(prefix="hemiola-take-") as folder:
            paths = [os.path.join(folder, name + ".wav") for name in ("take", "live", "played")]
            (first, second), _ = language.render("record.scd", *paths)
            take, live, played = (list(zip(*servers.read_wav(path))) for path in paths)
        self.assertEqual(len(take), 100)
        self.assertGreater(len(set(take)), 90, "the take does not move")
        for blocks in (live, played):
            frames = [int(block[-1]) for block in blocks]
            self.assertGreaterEqual(frames[-1], 99)
            for frame, block in zip(frames, blocks):
                if frame < 100:
                    self.assertEqual(block[:-1], take[frame], "frame %d" % frame)
            self.assertTrue(all(frames.count(frame) == 8 for frame in range(1, 99)))
        # The same latents at the same places in the frame clock give the same sound.
        begin, later, length = int(0.1 * RATE), int(1.38 * RATE), RATE
        self.assertGreater(max(map(abs, first[begin:begin + length])), 0.01)
        self.assertEqual(first[begin:begin + length].tobytes(),
                         second[later:later + length].tobytes())

    def render_twice(self, script, parts, *sources):
        """A piece made short, a second for each of its parts: none is silent or clips, and it repeats to the bit."""
        with tempfile.TemporaryDirectory(prefix="hemiola-piece-") as folder:
            sounds = []
            for index in range(2):
                wav = os.path.join(folder, "%d.wav" % index)
                status, printed = language.run(
                    script, *sources, wav, parts,
                    environment={"HEMIOLA_TEST_PLUGINS": servers.plugin_path()})
                self.assertEqual(status, 0, printed[-4000:])
                for bad in ("ERROR", "FAILURE", "no worker", "stays silent", "exception"):
                    self.assertNotIn(bad, printed)
                sounds.append(servers.read_wav(wav))
        first, second = sounds
        self.assertGreaterEqual(len(first[0]), parts * RATE)
        self.assertEqual([c.tobytes() for c in first], [c.tobytes() for c in second])
        for part in range(parts):
            peak = max(map(abs, first[0][part * RATE + RATE // 4:(part + 1) * RATE]))
            self.assertGreater(peak, 0.01, "part %d is silent" % part)
            self.assertLess(peak, 1, "part %d clips" % part)

    def test_the_piece_of_three_minutes_made_short_repeats_to_the_bit(self):
        self.render_twice("three_minutes.scd", 6)

    def test_the_piece_from_an_album_made_short_repeats_to_the_bit(self):
        samples = "/usr/share/sonic-pi/samples/"
        self.render_twice("album.scd", 5, samples + "ambi_choir.flac", samples + "loop_breakbeat.flac")


if __name__ == "__main__":
    unittest.main()
