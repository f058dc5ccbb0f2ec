"""With the real worker and model, live: equal to offline in all bits, and back after the worker's death."""
import os
import signal
import unittest

import osc
import servers
from test_offline import score, wire_definition

RATE = 48000
HARMONY = 108  # channels of the default model


class Live(unittest.TestCase):
    def test_ten_seconds_live_equal_the_offline_render_where_no_frame_was_late(self):
        definition = wire_definition(harmony=HARMONY)
        seconds = 10
        latency = 0.5  # enough for each frame even on a busy machine

        def renders():
            for phase in range(8):  # a live synth starts at any of the 8 blocks of a frame
                start = 0.1 + phase * 64 / RATE
                channels, _ = servers.render(score(definition, model="", latency=latency, synths=[
                    (start, [osc.encode("/s_new", "wire", 1, 0, 0)])]), seconds + 0.2)
                first = next(i for i, sample in enumerate(channels[0]) if sample != 0)
                yield channels[1][first:]

        with servers.Live() as live:
            started = live.start(latency=latency)
            self.assertEqual(started["ok"], 1, live.printed())
            live.load(definition)
            dry, wet = live.record(2, seconds, [osc.encode("/s_new", "wire", 1000, 0, 0)])
            report = live.report()
        late = report["late_encoder"] + report["late_decoder"]
        first = next(i for i, sample in enumerate(dry) if sample != 0)
        wrong, hops = min(servers.wrong_hops(wet[first:], render, int(started["hop"]))
                          for render in renders())
        print("of %d hops %d late, %d dropped, %d heard otherwise" %
              (hops, late, report["dropped"], wrong))
        # A dropped frame is missing in the past of all later ones.
        if report["dropped"] > 0:
            self.skipTest("so busy a machine that the worker left out %d frames" % report["dropped"])
        self.assertLessEqual(wrong, 4 * late, "the live sound is none of the eight offline ones")

    def test_a_killed_worker_is_back_with_its_model(self):
        with servers.Live() as live:
            live.start()
            live.load(wire_definition(harmony=HARMONY))
            live.client.send("/s_new", "wire", 1000, 0, 0)
            live.sync()
            first = live.report()
            live.end_worker(first, signal.SIGKILL)
            back = live.await_report(lambda report: report["ready"] and
                                     report["epoch"] == first["epoch"] + 1)
            self.assertEqual([back[name] for name in ("hop", "latency", "restarts")],
                             [first["hop"], first["latency"], 1])
            live.await_report(lambda report: report["frames"] > back["frames"] + 20)
            _, wet = live.record(2, 1, [])
            self.assertTrue(any(abs(sample) > 1e-4 for sample in wet), "no sound came back")


if __name__ == "__main__":
    unittest.main()
