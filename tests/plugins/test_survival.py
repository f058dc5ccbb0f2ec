"""The worker dies, hangs or never starts: the server continues, reports why, and the sound comes back."""
import math
import os
import signal
import time
import unittest

import osc
import servers
import synthdef
from synthdef import AUDIO, SynthDef
from test_offline import wire_definition

SERVER = os.environ.get("HEMIOLA_SERVER", "scsynth")
RATE = 48000
SINE_HZ = 300.0


def steady_definition():
    """Bus 0: a plain sine. Bus 1: a constant through encoder and decoder, to see the decoder's steps."""
    definition = SynthDef("steady")
    sine = definition.unit("SinOsc", AUDIO, [SINE_HZ, 0])[0]
    constant = definition.unit("DC", AUDIO, [0.5])[0]
    sound = synthdef.decoder(definition, synthdef.encoder(definition, constant))
    return definition.out(0, [sine, sound])


SINE_STEP = 2 * math.pi * SINE_HZ / RATE


class Survival(unittest.TestCase):
    def end_worker_while_playing(self, end_signal):
        """Ends the worker while a synth plays, and checks the output until the sound is back."""
        with servers.Live(SERVER) as live:
            live.start(model="wire", latency=0.1)
            live.load(steady_definition())

            def frames_after(report, count):
                return live.await_report(lambda now: now["frames"] > report["frames"] + count)

            def trouble():
                first = frames_after(live.report(), 100)
                live.end_worker(first, end_signal)
                # /status and the report are answered all the time.
                back = live.await_report(lambda report: live.alive() and report["ready"] and
                                         report["epoch"] > first["epoch"])
                frames_after(back, RATE / 256)
            sine, sound = live.record(2, 120, [osc.encode("/s_new", "steady", 1000, 0, 0)],
                                      trouble, until_after=True)
            report = live.report()
        self.assertEqual(report["restarts"], 1)
        self.assertGreater(report["late_decoder"], 0)
        first = next(i for i, sample in enumerate(sine) if sample != 0)
        end = next(i for i in range(len(sine) - 1, 0, -1) if sine[i] != 0)
        sine, sound = sine[first:end], sound[first:end]
        self.assertLess(servers.largest_step(sine), SINE_STEP * 1.01,
                        "the sine beside it was disturbed")
        begin = next(i for i, sample in enumerate(sound) if sample == 0.5)
        sound = sound[begin:]
        self.assertLess(servers.largest_step(sound), 0.5 / 256 * 1.1, "the sound clicked")
        # If the worker is back within six frames, there is no silence.
        self.assertTrue(0.0 in sound or report["late_decoder"] < 12, "the sound never faded")
        self.assertIn(0.5, sound[-RATE // 2:], "the sound did not come back whole")

    def test_a_killed_worker_is_back_with_sound(self):
        self.end_worker_while_playing(signal.SIGKILL)

    def test_a_worker_that_hangs_is_ended_and_started_again(self):
        self.end_worker_while_playing(signal.SIGSTOP)

    def test_a_killed_worker_is_back_though_the_segments_name_is_gone(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire")
            first = live.report()
            ours = "hemiola-%d-%d-" % (os.geteuid(), live.process.pid)
            for name in os.listdir("/dev/shm"):
                if name.startswith(ours):
                    os.remove(os.path.join("/dev/shm", name))
            live.end_worker(first, signal.SIGKILL)
            live.await_report(lambda report: report["ready"] and report["epoch"] > first["epoch"])

    def test_a_worker_that_can_not_live_is_given_up_with_a_sentence(self):
        with servers.Live(SERVER) as live:
            started = live.start(model="dead")
            self.assertEqual(started["ok"], 0)
            self.assertTrue(live.wait_printed("each of 5 times right after its start"), live.printed())
            self.assertTrue(live.alive())
            self.assertEqual(live.start(model="wire")["ok"], 1, live.printed())

    def kill_server(self, live):
        worker = int(live.report()["worker_pid"])
        left = "hemiola-%d-%d-" % (os.geteuid(), live.process.pid)
        self.assertTrue(any(name.startswith(left) for name in os.listdir("/dev/shm")))
        live.process.kill()
        live.process.wait()
        for _ in range(3000):
            gone = not os.path.exists("/proc/%d" % worker) or \
                open("/proc/%d/stat" % worker).read().split()[2] == "Z"
            if gone:
                break
            time.sleep(0.02)
        self.assertTrue(gone, "the worker lives on")
        names = [name for name in os.listdir("/dev/shm") if name.startswith(left)]
        self.assertEqual(names, [])

    def test_a_server_that_is_killed_takes_its_worker_with_it(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire")
            self.kill_server(live)

    def test_a_server_that_is_killed_takes_a_worker_with_it_that_hangs(self):
        with servers.Live(SERVER) as live:
            live.start(model="hang")
            live.load(wire_definition())
            live.client.send("/s_new", "wire", 1000, 0, 0)
            live.sync()
            self.kill_server(live)

    def test_a_server_that_quits_leaves_nothing_behind(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire")
            worker = int(live.report()["worker_pid"])
            left = "hemiola-%d-%d-" % (os.geteuid(), live.process.pid)
            definition = wire_definition()
            live.load(definition)
            live.client.send("/s_new", "wire", 1000, 0, 0)
            live.sync()
            live.client.send("/quit")
            # scsynth 3.14 closes its plugins and then ends their units, also without ours: DelayN is enough.
            crashes = SERVER == "scsynth" and servers.version() == (3, 14)
            self.assertIn(live.process.wait(60), (0, -signal.SIGSEGV) if crashes else (0,), live.printed())
            self.assertFalse(os.path.exists("/proc/%d" % worker))
            self.assertFalse(any(name.startswith(left) for name in os.listdir("/dev/shm")))


class Refusals(unittest.TestCase):
    def check_silence(self, live, words, definition=None):
        definition = definition or wire_definition()
        live.load(definition)
        _, sound = live.record(2, 0.5, [osc.encode("/s_new", definition.name, 1000, 0, 0)])
        self.assertTrue(live.wait_printed(words), live.printed())
        self.assertFalse(any(sound))
        self.assertTrue(live.alive())

    def test_without_a_worker_there_is_a_message_and_silence(self):
        with servers.Live(SERVER) as live:
            self.check_silence(live, "no worker is running. Start it with Hemiola.start")

    def test_with_a_worker_that_does_not_exist(self):
        with servers.Live(SERVER) as live:
            started = live.start(worker="/nowhere/hemiola")
            self.assertEqual(started["ok"], 0)
            self.assertTrue(live.wait_printed("there is no program \"/nowhere/hemiola\""), live.printed())
            self.check_silence(live, "no worker is running")

    def test_with_a_file_that_is_no_program(self):
        with servers.Live(SERVER) as live:
            self.assertEqual(live.start(worker="/etc/passwd")["ok"], 0)
            self.check_silence(live, "no worker is running")

    def test_with_a_wrong_model_file_and_then_a_right_one(self):
        with servers.Live(SERVER) as live:
            started = live.start(model="broken")
            self.assertEqual(started["ok"], 0)
            self.assertTrue(live.wait_printed("this is no model file"), live.printed())
            self.check_silence(live, "the worker has no model")
            live.client.send("/cmd", "/hemiola/model", "wire")
            self.assertEqual(live.client.wait_for("/hemiola/loaded")[3], 1)
            self.assertEqual(live.report()["ready"], 1)

    def test_a_wrong_model_leaves_the_old_one_playing(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire")
            live.client.send("/cmd", "/hemiola/model", "broken")
            self.assertEqual(live.client.wait_for("/hemiola/loaded")[3], 0)
            self.assertTrue(live.wait_printed("this is no model file"))
            report = live.report()
            self.assertEqual((report["ready"], report["epoch"]), (1, 1))

    def test_a_start_with_a_model_that_is_not_there_leaves_the_worker_that_plays(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire")
            before = live.report()
            for model in ("/nowhere/model.safetensors", "nowhere.safetensors", "/etc"):
                self.assertEqual(live.start(model=model)["ok"], 0)
                self.assertTrue(live.wait_printed("there is no model file \"%s\"" % model))
            after = live.report()
            self.assertEqual([after[name] for name in ("ready", "worker_pid", "epoch")],
                             [1, before["worker_pid"], before["epoch"]])

    def test_a_synth_says_anew_why_it_is_silent(self):
        with servers.Live(SERVER) as live:
            definition = SynthDef("few")
            latents = synthdef.encoder(definition, synthdef.white_noise(definition), rhythm=32)
            live.load(definition.out(1, [synthdef.decoder(definition, latents)]))
            live.client.send("/s_new", "few", 1000, 0, 0)
            self.assertTrue(live.wait_printed("no worker is running"))
            misfits = ("HemiolaEncoder: the model has", "HemiolaDecoder: the model takes")
            for times, voices in enumerate((8, 3), 1):
                live.start(model="wire", voices=voices)
                for words in misfits:
                    self.assertTrue(live.wait_printed(words, times=times), live.printed())

    def test_with_a_wrong_number_of_latents(self):
        with servers.Live(SERVER) as live:
            live.start(model="wire")
            definition = SynthDef("few")
            latents = synthdef.encoder(definition, synthdef.white_noise(definition), rhythm=32)
            sound = synthdef.decoder(definition, latents)
            definition.out(1, [sound])
            self.check_silence(live, "HemiolaDecoder: the model takes 216 channels of harmony and "
                                     "64 of rhythm, it was given 216 and 32", definition)
            self.assertIn("HemiolaEncoder: the model has 216 channels of harmony and 64 of rhythm, "
                          "this synth was made for 216 and 32", live.printed())

    def test_a_model_that_fails_in_each_frame_ends_its_worker_with_the_reason_and_is_given_up(self):
        with servers.Live(SERVER) as live:
            live.start(model="throws")
            live.load(steady_definition())
            live.client.send("/s_new", "steady", 1000, 0, 0)
            self.assertTrue(live.wait_printed("right after its start"), live.printed())
            printed = live.printed()
            self.assertIn("frames in a row failed", printed)
            self.assertIn("The last one: made to fail", printed)
            # Each of five workers reports its 1st, 2nd, 4th ... 32nd failure.
            self.assertLessEqual(printed.count("a frame was lost"), 5 * 6)
            self.assertTrue(live.alive())


if __name__ == "__main__":
    unittest.main()
