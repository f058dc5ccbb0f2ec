"""Voices by name, the window and the tutorial; and a second client, on a booted server with the real worker."""
import os
import tempfile
import threading
import unittest

import language


def run_file(name, **options):
    with open(os.path.join(language.HERE, name)) as file:
        return language.run_chunks(language.chunks(file.read()), listen=False, **options)


class Surfaces(unittest.TestCase):
    def test_names_the_window_and_the_tutorial(self):
        with tempfile.TemporaryDirectory(prefix="hemiola-surfaces-") as folder:
            snapshots = {"HEMIOLA_SNAPSHOTS": os.path.join(folder, "snapshots.json")}
            printed = run_file("surfaces.scd", environment=snapshots)
        print([line for line in printed.splitlines() if line.startswith("STEP")])

    def test_a_second_client_joins_and_disturbs_nothing(self):
        with tempfile.TemporaryDirectory(prefix="hemiola-clients-") as folder:
            meeting = os.path.join(folder, "ports")
            told = []
            second = threading.Thread(target=lambda: told.append(language.run("second_client.scd", meeting)))
            second.start()
            try:
                run_file("first_client.scd", environment={"HEMIOLA_MEETING": meeting})
            finally:
                second.join()
        status, printed = told[0]
        self.assertEqual(status, 0, printed[-3000:])


if __name__ == "__main__":
    unittest.main()
