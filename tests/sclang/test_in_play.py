"""Event types, NodeProxy roles and the scope, on a booted server with the real worker."""
import os
import unittest

import language


def run_file(name):
    with open(os.path.join(language.HERE, name)) as file:
        return language.run_chunks(language.chunks(file.read()), listen=False)


class InPlay(unittest.TestCase):
    def test_events_reach_the_worker_in_time_and_synths_by_id(self):
        printed = run_file("events.scd")
        # Of the two refusals at its end.
        self.assertEqual(printed.count("WARNING"), 2, printed[-3000:])
        print([line for line in printed.splitlines() if line.startswith("AFTER")])

    def test_roles_change_latents(self):
        run_file("roles.scd")

    def test_the_scope_scrolls_rotates_and_freezes(self):
        printed = run_file("scope.scd")
        print([line for line in printed.splitlines() if line.startswith("THE SCOPE TAKES")])


if __name__ == "__main__":
    unittest.main()
