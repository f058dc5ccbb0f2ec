"""Distances, glides and triggers, measured in offline renders through the real worker and model."""
import os
import tempfile
import unittest

import language
import servers

BLOCK_MS = 64 / 48.0


def rises(signal):
    return [i for i in range(1, len(signal)) if signal[i] > 0 and signal[i - 1] <= 0]


class Signals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.values, cls.hits = cls.play("drums")

    @staticmethod
    def play(which):
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("values.wav", "hits.wav")]
            language.render("signals.scd", *paths, which)
            return [servers.read_wav(path) for path in paths]

    def test_distance_is_the_rms_of_the_differences(self):
        harmony, rhythm = self.values[0], self.values[1]
        self.assertAlmostEqual(harmony[300], 2, places=5)
        self.assertEqual(rhythm[100], 0)
        self.assertAlmostEqual(rhythm[300], 1, places=5)

    def test_a_glide_ends_after_its_time(self):
        step = next(i for i, value in enumerate(self.values[2]) if value > 0)
        self.assertLess(self.values[2][step + 20], 0.5)
        self.assertGreater(self.values[2][step + 380], 0.998)  # 0.5 s are 375 blocks
        self.assertLess(self.values[2][step + 300], 0.998)

    def test_a_gliding_rotation_moves_along_pitch_and_is_not_smeared(self):
        places = self.values[3:15]
        for block in range(10, 700, 10):
            now = [place[block] for place in places]
            self.assertAlmostEqual(sum(now), 1, places=3)
            sounding = [i for i, value in enumerate(now) if value > 1e-4]
            self.assertLessEqual(len(sounding), 2)
            self.assertLessEqual(sounding[-1] - sounding[0], 1)
        self.assertGreater(places[0][100], 0.99)
        self.assertTrue(any(places[5][block] > 0.3 for block in range(150, 400)))
        self.assertGreater(places[10][700], 0.98)

    def test_a_chord_sounds_while_its_notes_do_and_glides_if_asked(self):
        from_own, from_chord, gliding_from_own, gliding_from_chord = self.values[15:]
        for at, own, chord in ((0.2, True, False), (0.4, False, True), (0.59, False, True), (0.7, True, False)):
            block = int(at * 750)
            self.assertEqual((from_own[block] == 0, from_chord[block] == 0), (own, chord), at)
        full = from_chord[int(0.2 * 750)]
        on, half, off = (int(at * 750) for at in (0.58, 0.32, 0.63))
        self.assertLess(gliding_from_chord[on], 0.002 * full)  # 0.1 s leave a thousandth
        for between in (half, off):
            self.assertGreater(gliding_from_chord[between], 0.02 * full)
            self.assertGreater(gliding_from_own[between], 0.02 * full)
        self.assertLess(gliding_from_own[-1], 0.001 * full)

    def test_triggers_come_once_at_each_hit(self):
        struck, triggers, rare = (rises(channel) for channel in self.hits)
        struck = [hit for hit in struck if hit < len(self.hits[0]) - 60]
        self.assertGreater(len(struck), 20)
        found = [hit for hit in struck if any(0 < t - hit < 50 / BLOCK_MS for t in triggers)]
        self.assertGreaterEqual(len(found), 0.8 * len(struck), (struck, triggers))
        late = sorted(min(t - hit for t in triggers if t > hit) * BLOCK_MS for hit in found)
        print("%d hits, %d triggers, %d found; median %.1f ms after the hit" % (
            len(struck), len(triggers), len(found), late[len(late) // 2]))
        self.assertLessEqual(len(triggers), 1.15 * len(struck) + 1)
        self.assertGreaterEqual(min(b - a for a, b in zip(rare, rare[1:])), 749)

    def test_a_chord_that_stands_gives_none(self):
        _, hits = self.play("pads")
        late = [at for at in rises(hits[1]) if at > 150]  # the sound itself begins before
        self.assertEqual(late, [])


if __name__ == "__main__":
    unittest.main()
