"""scripts/busy: four busy loops beside a command, and none after it."""
import os
import signal
import subprocess
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUSY = os.path.join(ROOT, "scripts", "busy")


def loops_of(group):
    """Processes of scripts/busy in this process group."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as file:
                fields = file.read().rpartition(")")[2].split()
            with open("/proc/%s/cmdline" % pid) as file:
                command = file.read().split("\0")
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[2]) == group and BUSY in command:
            found.append(int(pid))
    return found


class Busy(unittest.TestCase):
    def begin(self, *command):
        script = subprocess.Popen([BUSY, *command], start_new_session=True, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True)
        self.addCleanup(script.communicate)
        self.assertEqual(script.stdout.readline(), "here\n")
        return script

    def await_end(self, group):
        end = time.monotonic() + 600
        while loops_of(group):
            self.assertLess(time.monotonic(), end, "busy loops live on")
            time.sleep(0.02)

    def test_four_loops_run_as_long_as_the_command_whose_status_is_the_script_s(self):
        script = self.begin("sh", "-c", "echo here; read line; exit 7")
        self.assertEqual(len(loops_of(script.pid)), 5)  # including the script itself
        script.communicate("\n")
        self.assertEqual(script.returncode, 7)
        self.await_end(script.pid)

    def test_the_loops_end_where_the_script_is_killed(self):
        script = self.begin("sh", "-c", "echo here; read line")
        script.send_signal(signal.SIGKILL)
        script.wait()
        self.await_end(script.pid)


if __name__ == "__main__":
    unittest.main()
