"""Live on a JACK dummy device: the declared latency, counting of late frames, equality with offline renders.
Uses the wire; SERVER selects scsynth or supernova."""
import os
import unittest

import osc
import servers
from test_offline import wire_definition

SERVER = os.environ.get("HEMIOLA_SERVER", "scsynth")


def new(name, node, *controls):
    return osc.encode("/s_new", name, node, 0, 0, *controls)


# So long that almost no frame is late, even on a busy machine
LONG = 0.3


class Live(unittest.TestCase):
    def check_parity(self, live, started, seconds):
        """Where no frame was late, the output equals the dry sound in all bits, after the latency."""
        live.load(wire_definition())
        dry, wet = live.record(2, seconds, [new("wire", 1000)])
        report = live.report()
        delay, hop = int(started["latency"]), int(report["hop"])
        self.assertEqual(delay, report["latency"])
        late = report["late_encoder"] + report["late_decoder"]
        first = next(i for i, sample in enumerate(dry) if sample != 0)
        self.assertFalse(any(wet[:first + delay]), "there is sound before the latency is over")
        wrong, hops = servers.wrong_hops(wet[first + delay:], dry[first:], hop)
        print("of %d frames %d late, %d heard otherwise" % (hops, late, wrong))
        self.assertGreater(hops, 0.8 * seconds * 48000 / hop)
        # A late frame is covered, and the next one fades in; each affects half a hop more on both
        # sides.
        self.assertLessEqual(wrong, 4 * late, "a frame is missing and was not counted late")
        # Each frame was either run by the worker or counted as dropped.
        self.assertGreaterEqual(report["frames"] + report["dropped"], hops)

    def test_ten_seconds_arrive_after_exactly_the_declared_latency(self):
        with servers.Live(SERVER) as live:
            started = live.start(model="wire", latency=LONG)
            self.assertEqual(started["ok"], 1, live.printed())
            self.assertEqual(started["latency"], LONG * 48000)
            self.check_parity(live, started, 10)

    def test_the_shortest_latency_is_met_too(self):
        with servers.Live(SERVER) as live:
            self.check_parity(live, live.start(model="wire"), 3)

    def test_a_large_hardware_buffer_lengthens_the_margins(self):
        with servers.Live(SERVER, period=1024) as live:
            started = live.start(model="wire")
            self.assertEqual(started["latency"], 256 + 2 * 1024)
            self.check_parity(live, started, 3)

    def test_sixteen_voices_play_at_once_and_are_counted(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire", voices=16)
            live.load(wire_definition())
            for i in range(16):
                live.client.send("/s_new", "wire", 1000 + i, 0, 0, "bus", 0 if i == 0 else 16)
            live.sync()

            def voices(number):
                return lambda report: (report["encoders"], report["decoders"]) == (number, number)
            begun = live.await_report(voices(16))["frames"]
            live.await_report(lambda report: report["frames"] > begun + 100)
            live.client.send("/g_freeAll", 0)
            live.await_report(voices(0))

    def test_starting_twice_changes_nothing_and_other_options_take_over(self):
        with servers.Live(SERVER) as live:
            first = live.start(model="wire")
            again = live.start(model="wire")
            self.assertEqual(first, again)
            other = live.start(model="wire", voices=3)
            self.assertEqual((other["ok"], other["voices"], other["epoch"]), (1, 3, 1))
            self.assertTrue(live.alive())

    def test_a_synth_goes_over_to_a_new_worker_by_itself(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire")
            definition = wire_definition()
            live.load(definition)
            live.client.send("/s_new", "wire", 1000, 0, 0)
            live.sync()
            live.start(model="wire", voices=3, latency=0.03)
            report = live.await_report(lambda report: report["frames"] > 10)
            self.assertEqual((report["encoders"], report["decoders"]), (1, 1))
            self.assertEqual(report["latency"], 1440)

    def test_stop_and_start_again(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire")
            live.client.send("/cmd", "/hemiola/stop")
            self.assertIsNotNone(live.client.wait_for("/hemiola/stopped"))
            self.assertEqual(live.report()["ready"], 0)
            self.assertEqual(live.start(model="wire")["ok"], 1)


if __name__ == "__main__":
    unittest.main()
