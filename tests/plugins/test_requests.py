"""Concurrent requests of several clients: each gets its own outcome."""
import os
import signal
import unittest

import osc
import servers

SERVER = os.environ.get("HEMIOLA_SERVER", "scsynth")
STATE = ("ok", "latency", "hop", "voices", "places", "channels", "rhythm", "epoch", "ready",
         "osc_port")


def start(client, request, model="", voices=0.0, osc_port=0, first_port=0):
    client.send("/cmd", "/hemiola/start", model, float(voices), 0.0, "", "", osc_port, request,
                first_port)


def outcome(live, client, request, reply="/hemiola/started"):
    told = client.wait_for(reply, 600, lambda message: message[2] == request)
    assert told is not None, "request %d was not answered:\n%s" % (request, live.printed())
    return dict(zip(STATE, told[3:]))


class Requests(unittest.TestCase):
    def client(self, live):
        other = osc.Client(live.port)
        self.addCleanup(other.close)
        self.assertIsNotNone(other.ask("/notify", "/done", arguments=(1,)))
        return other

    def test_starts_under_way_are_joined_or_told_that_another_came(self):
        with servers.Live(SERVER) as live:
            start(live.client, 1, "slow", 4)
            start(live.client, 2)
            self.assertEqual([outcome(live, live.client, request)["voices"] for request in (1, 2)],
                             [4, 4])
            start(live.client, 3, "slow", 5)
            start(live.client, 4)
            start(live.client, 5, "slow", 6)
            told = {}
            while len(told) < 3:
                message = live.client.wait_for("/hemiola/started", 600)
                self.assertIsNotNone(message, live.printed())
                told[message[2]] = (message[3], message[6])
            self.assertEqual(told[3][0], 0, "five voices were not what came")
            self.assertEqual((told[4], told[5]), ((1, 6), (1, 6)))
            self.assertTrue(live.wait_printed("another start, with other options, came in between"))

    def test_every_client_is_told_of_what_nobody_asked_for(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire")
            other = self.client(live)
            live.client.send("/cmd", "/hemiola/model", "hop-128", 1)
            changed = outcome(live, other, -1, "/hemiola/changed")
            self.assertEqual((changed["ok"], changed["hop"], changed["ready"]), (1, 128, 1))
            live.end_worker(live.report(), signal.SIGKILL)
            changed = outcome(live, other, -1, "/hemiola/changed")
            self.assertEqual((changed["hop"], changed["epoch"]), (128, 2))

    def test_a_second_client_joins_what_the_first_one_chose(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire", voices=16)
            live.client.send("/cmd", "/hemiola/model", "hop-128", 1)
            self.assertEqual(outcome(live, live.client, 1, "/hemiola/loaded")["ok"], 1)
            before = live.report()
            other = self.client(live)
            start(other, 100, first_port=59999)
            state = outcome(live, other, 100)
            self.assertEqual((state["ok"], state["voices"], state["hop"]), (1, 16, 128))
            self.assertEqual(live.report()["worker_pid"], before["worker_pid"])

    def test_a_refused_start_leaves_the_worker_and_says_so(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire")
            before = live.report()
            for voices in (100.0, float("inf"), float("nan")):
                start(live.client, 7, voices=voices)
                state = outcome(live, live.client, 7)
                self.assertEqual((state["ok"], state["ready"], state["voices"]), (0, 1, 8))
            self.assertTrue(live.wait_printed("voices must be a number"), live.printed())
            self.assertEqual(live.report()["worker_pid"], before["worker_pid"])

    def test_a_latency_that_can_not_be_is_said(self):
        with servers.Live(SERVER) as live:
            for asked, word in ((500.0, "longest"), (0.001, "shortest")):
                given = live.start(model="wire", latency=asked)["latency"] / 48.0
                sentence = "a latency of %.1f ms was asked for; %.1f ms is the %s here." % (
                    asked * 1e3, given, word)
                self.assertTrue(live.wait_printed(sentence), live.printed())
            said = live.printed().count("was asked for")
            self.assertEqual(live.start(model="wire", latency=0.1)["latency"], 4800)
            self.assertEqual(live.printed().count("was asked for"), said)

    def test_counts_are_whole_after_two_days(self):
        frames = 2**24 + 1  # the first integer that a float can't represent
        with servers.Live(SERVER, environment={"HEMIOLA_TEST_FRAMES": str(frames)}) as live:
            live.start(model="wire")
            report = live.report()
            for name in ("late_encoder", "late_decoder", "frames", "dropped", "unsent"):
                self.assertEqual(report[name], frames, name)

    def test_replies_of_models_have_the_id_of_who_asked(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire")
            live.client.send("/cmd", "/hemiola/read", 5, "half", 21)
            live.client.send("/cmd", "/hemiola/swap", 5, 22)
            live.client.send("/cmd", "/hemiola/swap", 5, 23)
            live.client.send("/cmd", "/hemiola/free", 5, 24)
            for request, reply in ((21, "read"), (22, "swapped"), (23, "swapped"), (24, "freed")):
                self.assertEqual(outcome(live, live.client, request, "/hemiola/" + reply)["ok"], 1)

    def test_a_report_does_not_wait_for_a_worker_that_does_not_end(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire", voices=3)
            worker = int(live.report()["worker_pid"])
            # It can't end by itself now: the stop command waits for it until its timeout.
            os.kill(worker, signal.SIGSTOP)
            live.client.send("/cmd", "/hemiola/stop", 31)
            live.client.send("/cmd", "/hemiola/report", 32)
            order = []
            while len(order) < 2:
                message = live.client.receive(20)
                self.assertIsNotNone(message, live.printed())
                if message[0] in ("/hemiola/stopped", "/hemiola/report"):
                    order.append((message[0], message[2]))
                if message[0] == "/hemiola/report":
                    self.assertEqual(message[17], 3, "the report waited for the stop")
            self.assertEqual(order, [("/hemiola/report", 32), ("/hemiola/stopped", 31)])

    def test_two_servers_have_two_osc_ports_and_a_new_worker_keeps_its_own(self):
        with servers.Live(SERVER) as live, servers.Live(SERVER) as other:
            first = live.port + 1
            start(live.client, 1, "wire", first_port=first)
            start(other.client, 1, "wire", first_port=first)
            ports = [int(outcome(each, each.client, 1)["osc_port"]) for each in (live, other)]
            self.assertEqual(len(set(ports)), 2, ports)
            for port in ports:
                heard = osc.Client(port)
                self.addCleanup(heard.close)
                self.assertIsNotNone(heard.ask("/hemiola/ping", "/hemiola/pong"))
            # The first port is free now, but senders use the other one.
            live.client.send("/cmd", "/hemiola/stop", 2)
            self.assertIsNotNone(live.client.wait_for("/hemiola/stopped"))
            before = other.report()
            live.end_worker(before, signal.SIGKILL)
            report = before
            while not (report["ready"] and report["epoch"] > before["epoch"]):
                self.assertTrue(other.alive(), other.printed())
                report = other.report()
            start(other.client, 3)
            self.assertEqual(int(outcome(other, other.client, 3)["osc_port"]), ports[1])


if __name__ == "__main__":
    unittest.main()
