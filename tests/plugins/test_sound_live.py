"""Through the real worker and model, live: the same as offline to the bit, and back after its worker's death."""
import os
import signal
import time
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
        latency = 0.15  # time enough for each frame on a machine that does other things too

        def renders():
            for phase in range(8):  # a live synth starts anywhere in a frame of 8 blocks
                start = 0.1 + phase * 64 / RATE
                channels, _ = servers.render(score(definition, model="", latency=latency, synths=[
                    (start, [osc.encode("/s_new", "wire", 1, 0, 0)])]), seconds + 0.2)
                first = next(i for i, sample in enumerate(channels[0]) if sample != 0)
                yield channels[1][first:]

        def attempt():
            with servers.Live() as live:
                self.assertEqual(live.start(latency=latency)["ok"], 1, live.printed())
                live.load(definition)
                dry, wet = live.record(2, seconds, [osc.encode("/s_new", "wire", 1000, 0, 0)])
                report = live.report()
            late = report["late_encoder"] + report["late_decoder"]
            print("%d frames, %d late, %d us a frame" % (report["frames"], late,
                                                         report["frame_us"]))
            if late > 0:
                return "%d late frames" % late
            first = next(i for i, sample in enumerate(dry) if sample != 0)
            live_sound = wet[first:]
            self.assertTrue(any(servers.first_difference(render[:len(live_sound)], live_sound) is None
                                for render in renders()),
                            "the live sound is none of the eight offline ones")
            return None
        servers.repeat(6, attempt)

    def test_a_killed_worker_is_back_with_its_model_within_two_seconds(self):
        def attempt():
            with servers.Live() as live:
                live.start()
                definition = wire_definition(harmony=HARMONY)
                live.load(definition)
                live.client.send("/s_new", "wire", 1000, 0, 0)
                live.sync()
                first = live.report()
                os.kill(int(first["worker_pid"]), signal.SIGKILL)
                killed = time.monotonic()
                back = None
                while back is None and time.monotonic() < killed + 10:
                    report = live.report()
                    if report["ready"] and report["epoch"] > first["epoch"]:
                        back = time.monotonic() - killed
                    time.sleep(0.02)
                self.assertIsNotNone(back, live.printed())
                _, wet = live.record(2, 1, [])
                self.assertTrue(any(abs(sample) > 1e-4 for sample in wet), "no sound came back")
                print("back after %.2f s" % back)
                return None if back < 2 else "it took %.2f s" % back
        servers.repeat(5, attempt)


if __name__ == "__main__":
    unittest.main()
