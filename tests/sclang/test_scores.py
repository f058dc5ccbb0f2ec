"""Events of the type \\hemiola in a score, rendered by scsynth -N: in their place, and repeatable."""
import math
import unittest

import language

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


if __name__ == "__main__":
    unittest.main()
