"""Events of the type \\hemiola, on a booted server with the real worker."""
import os
import unittest

import language


def run_file(name):
    with open(os.path.join(language.HERE, name)) as file:
        return language.run_chunks(language.chunks(file.read()), listen=False)


class Patterns(unittest.TestCase):
    def test_events_reach_the_worker_in_time_and_synths_by_id(self):
        printed = run_file("events.scd")
        self.assertNotIn("WARNING", printed)
        print([line for line in printed.splitlines() if line.startswith("AFTER")])


if __name__ == "__main__":
    unittest.main()
