"""What sclang asks of workers, on booted servers with the wire worker: requests.scd."""
import os
import unittest

import language


class Requests(unittest.TestCase):
    def test_each_request_hears_its_own_outcome_and_each_server_has_its_own_state(self):
        with open(os.path.join(language.HERE, "requests.scd")) as file:
            printed = language.run_chunks(language.chunks(file.read()), listen=False)
        for sentence in ("the server chunks is not running, so it was not told /hemiola/report",
                         "this start on chunks was refused; the worker that runs goes on",
                         "the server chunks did not answer within 0.2 s",
                         "the server other ended before it answered"):
            self.assertIn(sentence, printed)
        # By itself, once for three starts at once, for two models, another hop, a plain start, 4 voices.
        self.assertEqual(printed.count("Hemiola: ready on chunks"), 7, printed[-6000:])
        self.assertNotIn("no worker on chunks", printed)


if __name__ == "__main__":
    unittest.main()
