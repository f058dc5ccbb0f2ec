"""Workers started by hand: only one at a time, and watched like any other."""
import os
import re
import signal
import subprocess
import unittest

import servers
import test_requests

SERVER = os.environ.get("HEMIOLA_SERVER", "scsynth")


class ByHand(unittest.TestCase):
    def run_worker(self, segment):
        process = subprocess.Popen(
            [servers.WORKER, "worker", "--segment", segment, "--model", "wire", "--osc-port", "0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()

    def until(self, live, holds):
        """Requests reports, without a timeout, until holds() is true."""
        while not holds(live.report()):
            self.assertTrue(live.alive(), live.printed())

    def wait_for_a_worker(self, live):
        """Starts a server that waits for a worker; returns the segment's name."""
        live.client.send("/cmd", "/hemiola/start", "wire", 0.0, 0.0, "", "none", -1, 1)
        self.assertTrue(live.wait_printed("waiting for a worker; run"), live.printed())
        return re.search(r"--segment (\S+)", live.printed()).group(1)

    def test_of_several_workers_that_come_at_once_one_stays(self):
        with servers.Live(SERVER) as live:
            segment = self.wait_for_a_worker(live)
            workers = [self.run_worker(segment) for _ in range(8)]
            self.assertEqual(test_requests.outcome(live, live.client, 1)["ok"], 1)
            pid = int(live.report()["worker_pid"])
            for worker in workers:
                if worker.pid == pid:
                    continue
                said, _ = worker.communicate()
                self.assertEqual(worker.returncode, 1, said)
                self.assertIn("already has a worker, process", said)
            self.assertIn(pid, [worker.pid for worker in workers if worker.poll() is None])

    def test_one_that_is_killed_is_missed_and_another_takes_its_place(self):
        with servers.Live(SERVER) as live:
            segment = self.wait_for_a_worker(live)
            first = self.run_worker(segment)
            self.assertEqual(test_requests.outcome(live, live.client, 1)["ok"], 1)
            first.kill()
            # Even if not waited for yet: a zombie process counts as dead.
            self.until(live, lambda report: not report["ready"])
            self.assertTrue(live.wait_printed("started by hand, process %d, ended" % first.pid), live.printed())
            second = self.run_worker(segment)
            self.until(live, lambda report: report["ready"])
            self.assertEqual(int(live.report()["worker_pid"]), second.pid)

    def test_one_that_stops_answering_is_missed_until_it_answers_again(self):
        with servers.Live(SERVER) as live:
            worker = self.run_worker(self.wait_for_a_worker(live))
            self.assertEqual(test_requests.outcome(live, live.client, 1)["ok"], 1)
            worker.send_signal(signal.SIGSTOP)
            self.until(live, lambda report: not report["ready"])
            self.assertTrue(live.wait_printed("process %d, does not answer" % worker.pid), live.printed())
            worker.send_signal(signal.SIGCONT)
            self.until(live, lambda report: report["ready"])

    def test_where_the_server_has_given_up_one_plays_and_is_watched(self):
        with servers.Live(SERVER) as live:
            self.assertEqual(live.start(model="dead")["ok"], 0)
            ours = "hemiola-%d-%d-" % (os.geteuid(), live.process.pid)
            segment = next(name for name in os.listdir("/dev/shm") if name.startswith(ours))
            worker = self.run_worker(segment)
            self.until(live, lambda report: report["ready"])
            test_requests.start(live.client, 2)
            self.assertEqual(test_requests.outcome(live, live.client, 2)["ok"], 1)
            self.assertEqual(int(live.report()["worker_pid"]), worker.pid)
            worker.kill()
            self.until(live, lambda report: not report["ready"])
            # From here on a plain start uses the server's own worker again.
            self.assertEqual(live.start(model="wire")["ok"], 1, live.printed())


if __name__ == "__main__":
    unittest.main()
