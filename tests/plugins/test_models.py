"""Models as resources of the server: read while another plays, swapped with a crossfade, freed."""
import os
import signal
import unittest

import osc
import servers
import synthdef
from synthdef import AUDIO, SynthDef

SERVER = os.environ.get("HEMIOLA_SERVER", "scsynth")
RATE = 48000
HOP = 256  # of the wire
LEVEL = 0.5
DISK_FRAMES = 32768  # of DiskOut's buffer


def constant_definition():
    """A constant through encoder and decoder: any change is caused by the models."""
    definition = SynthDef("constant")
    sound = definition.unit("DC", AUDIO, [LEVEL])[0]
    return definition.out(0, [synthdef.decoder(definition, synthdef.encoder(definition, sound))])


def ask(live, what, number, *arguments, seconds=70):
    """Returns the values of the reply, without node and id."""
    live.client.send("/cmd", "/hemiola/" + what, number, *arguments)
    answer = {"read": "/hemiola/read", "swap": "/hemiola/swapped", "free": "/hemiola/freed"}[what]
    reply = live.client.wait_for(answer, seconds, lambda message: message[2] == number)
    assert reply is not None, "no %s:\n%s" % (answer, live.printed())
    return reply[3:]


class Models(unittest.TestCase):
    """Tests on one server; each starts with the plain wire."""

    @classmethod
    def setUpClass(cls):
        cls.live = servers.Live(SERVER)
        cls.addClassCleanup(cls.live.close)
        cls.started = cls.live.start(model="wire", latency=0.3)
        cls.live.load(constant_definition())

    def setUp(self):
        self.live.client.send("/cmd", "/hemiola/model", "wire")
        self.assertIsNotNone(self.live.client.wait_for("/hemiola/loaded"))

    def test_a_reply_tells_success_latency_and_sizes(self):
        values = ask(self.live, "read", 3, "hop-1024")
        self.assertEqual((values[0], values[2]), (1, 1024))
        self.assertGreater(values[1], 0)
        self.assertEqual(list(values[4:7]), [self.started[name] for name in
                                             ("places", "channels", "rhythm")])
        self.assertEqual(self.live.report()["hop"], HOP, "reading alone changed what plays")
        self.assertEqual(ask(self.live, "swap", 3)[0], 1)
        self.assertEqual(self.live.report()["hop"], 1024)

    def test_the_server_goes_on_with_its_other_work_while_models_are_read(self):
        """While models are read very slowly, other clients' commands and DiskOut continue."""
        live = self.live
        gated = os.path.join(live.folder, "gated")
        counter = SynthDef("counter")
        count = counter.unit("Phasor", AUDIO, [0, 1, 0, 2 ** 24, 0])[0]
        counter.unit("DiskOut", AUDIO, [3, count], 1)
        live.load(counter)
        path = os.path.join(live.folder, "count.wav")
        self.assertIsNotNone(live.client.ask("/b_alloc", "/done", arguments=(3, DISK_FRAMES, 1)))
        self.assertIsNotNone(live.client.ask("/b_write", "/done",
                                             arguments=(3, path, "wav", "float", 0, 0, 1)))
        live.client.send("/s_new", "counter", 1003, 0, 0)
        live.client.wait_for("/none", 0.5)
        heard = len(live.client.heard)
        for number in range(5):
            live.client.send("/cmd", "/hemiola/read", number, gated)
        # Run for longer than DiskOut's buffer lasts.
        end = live.client.wait_for("/none", 3.5 * DISK_FRAMES / RATE)
        live.client.send("/n_free", 1003)
        live.sync()
        self.assertIsNotNone(live.client.ask("/status", "/status.reply", 600))
        self.assertIsNotNone(live.client.ask("/b_close", "/done", 600, (3,)))
        early = [message for message in live.client.heard[heard:] if message[0] == "/hemiola/read"]
        self.assertEqual((end, early), (None, []))
        with open(gated + ".open", "w"):
            pass
        for number in range(5):
            reply = live.client.wait_for("/hemiola/read", 600)
            self.assertEqual(reply[2:4], [number, 1])
        written = servers.read_wav(path)[0]
        self.assertGreater(len(written), 2 * DISK_FRAMES)
        breaks = [i for i in range(1, len(written)) if written[i] != written[i - 1] + 1]
        self.assertEqual(breaks, [], "the recording was damaged")

    @unittest.skipIf(SERVER != "scsynth", "one server is enough")
    def test_several_reads_in_a_row_are_all_answered(self):
        for number in range(6):
            self.live.client.send("/cmd", "/hemiola/read", number,
                                  "broken" if number == 2 else "half")
        told = {}
        while len(told) < 6:
            reply = self.live.client.wait_for("/hemiola/read")
            self.assertIsNotNone(reply, self.live.printed())
            told[reply[2]] = reply[3]
        self.assertEqual(told, {0: 1, 1: 1, 2: 0, 3: 1, 4: 1, 5: 1})

    def test_a_swap_is_a_crossfade_without_a_gap(self):
        self.assertEqual(ask(self.live, "read", 10, "half")[0], 1)

        before = self.live.report()

        def swap():
            self.live.await_report(lambda report: report["frames"] > before["frames"] + 100)
            self.assertEqual(ask(self.live, "swap", 10)[0], 1)
            # The new model runs unheard for 32 frames, settles for 4 and is crossfaded over 4.
            swapped = self.live.report()["frames"]
            self.live.await_report(lambda report: report["frames"] > swapped + 100)
        sound = self.live.record(1, 60, [osc.encode("/s_new", "constant", 1000, 0, 0)], swap,
                                 until_after=True)[0]
        self.live.client.send("/n_free", 1000)
        after = self.live.report()
        late = sum(after[name] - before[name] for name in ("late_encoder", "late_decoder"))
        begin = next(i for i, sample in enumerate(sound) if sample == LEVEL)
        end = next(i for i in range(len(sound) - 1, 0, -1) if sound[i] != 0)
        sound = sound[begin:end]
        self.assertEqual(sound[-1], LEVEL / 2)
        # A late frame is covered by the previous one, which is constant too.
        self.assertLess(servers.largest_step(sound), 2 * LEVEL / (4 * HOP))
        moving = [i for i, sample in enumerate(sound) if sample not in (LEVEL, LEVEL / 2)]
        print("crossfade of %.1f ms, %d late frames" % ((moving[-1] - moving[0]) / RATE * 1000, late))
        if late == 0:
            self.assertGreaterEqual(min(sound), LEVEL / 2, "there is a gap")
            self.assertLessEqual(moving[-1] - moving[0], 4 * HOP)

    def test_a_model_with_longer_frames_sounds_at_once_however_long_the_server_has_run(self):
        with servers.Live(SERVER) as live:
            live.start(model="hop-64")
            live.load(constant_definition())
            live.client.send("/s_new", "constant", 1000, 0, 0)
            # 5 s with frames of 64 samples; this number of 512 samples would take 40 s.
            live.await_report(lambda report: report["frames"] + report["dropped"] > 3750)
            live.client.send("/cmd", "/hemiola/model", "hop-512")
            self.assertEqual(live.client.wait_for("/hemiola/loaded")[3], 1)
            before = live.report()
            # Only the first 280 samples of the wire's longer frames are transported.
            sound = live.record(1, 2, [])[0]
            after = live.report()
            frames, late = [after[name] - before[name] for name in ("frames", "late_decoder")]
            print("%d frames, %d late" % (frames, late))
            heard = sum(sample == LEVEL for sample in sound)
            self.assertGreater(heard, 0.4 * len(sound) - 4 * 512 * late)
            self.assertGreater(heard, 0)

    def test_a_model_that_fails_while_it_takes_over_gives_way_to_the_one_before(self):
        self.live.client.send("/s_new", "constant", 1000, 0, 0)
        self.live.await_report(lambda report: report["decoders"] == 1)
        self.live.client.send("/cmd", "/hemiola/model", "throws")
        self.live.client.wait_for("/hemiola/loaded")
        self.assertTrue(self.live.wait_printed("the one that works plays on: made to fail"),
                        self.live.printed())
        before = self.live.report()
        self.live.await_report(lambda report: report["frames"] > before["frames"] + 50)
        sound = self.live.record(1, 1, [])[0]
        report = self.live.report()
        self.live.client.send("/n_free", 1000)
        self.assertEqual(report["ready"], 1)
        late = report["late_decoder"] - before["late_decoder"]
        heard = sum(sample == LEVEL for sample in sound)
        self.assertGreater(heard, 0.9 * RATE - 4 * HOP * late)
        self.assertGreater(heard, 0)

    def test_a_failed_read_or_swap_says_why_and_the_old_model_plays_on(self):
        self.assertEqual(ask(self.live, "read", 20, "broken")[0], 0)
        self.assertTrue(self.live.wait_printed("broken: this is no model file."))
        self.assertEqual(ask(self.live, "read", 21, "hop-32")[0], 0)
        self.assertTrue(self.live.wait_printed("smaller block size"))
        self.assertEqual(ask(self.live, "swap", 20)[0], 0)
        self.assertTrue(self.live.wait_printed("there is no model 20. Read it first"))
        report = self.live.report()
        self.assertEqual((report["ready"], report["hop"]), (1, HOP))

    def test_a_freed_model_plays_on_and_can_not_be_swapped_in_again(self):
        ask(self.live, "read", 30, "hop-512")
        ask(self.live, "swap", 30)
        self.assertEqual(ask(self.live, "free", 30)[0], 1)
        self.assertEqual(self.live.report()["hop"], 512)
        self.assertEqual(ask(self.live, "swap", 30)[0], 0)

    @unittest.skipIf(SERVER != "scsynth", "one server is enough")
    def test_models_survive_their_worker(self):
        ask(self.live, "read", 40, "hop-512")
        ask(self.live, "read", 41, "half")
        ask(self.live, "swap", 40)
        first = self.live.report()
        self.live.end_worker(first, signal.SIGKILL)
        back = self.live.await_report(lambda report: report["ready"] and
                                      report["epoch"] > first["epoch"])
        self.assertEqual(back["hop"], 512, "the worker came back with another model")
        self.assertEqual(ask(self.live, "swap", 41)[0], 1, self.live.printed())
        self.assertEqual(self.live.report()["hop"], HOP)


class AtTheStart(unittest.TestCase):
    def test_a_read_waits_for_a_worker_that_comes_up_and_is_refused_without_one(self):
        with servers.Live(SERVER) as live:
            self.assertEqual(ask(live, "read", 0, "wire")[0], 0)
            self.assertTrue(live.wait_printed("no worker is running. Start it first"))
            live.client.send(*servers.start_command(model="slow"))
            self.assertEqual(ask(live, "read", 0, "half")[0], 1, live.printed())
            self.assertEqual(ask(live, "swap", 0)[0], 1, live.printed())


@unittest.skipIf(SERVER != "scsynth", "offline is scsynth's")
class Scores(unittest.TestCase):
    def test_in_a_score_a_swap_has_its_place_and_renders_repeat_to_the_bit(self):
        definition = constant_definition()
        cmd = ["/cmd"]
        score = [
            (0, [osc.encode(*servers.start_command(model="wire")),
                 osc.encode(*cmd, "/hemiola/read", 5, "half"),
                 osc.encode("/d_recv", definition.bytes()),
                 osc.encode("/s_new", "constant", 1000, 0, 0)]),
            (1, [osc.encode(*cmd, "/hemiola/swap", 5)])]
        first, text = servers.render(score, 2)
        second, _ = servers.render(score, 2)
        self.assertEqual(first[0].tobytes(), second[0].tobytes(), text)
        self.assertEqual(first[0][RATE - 1], LEVEL)
        self.assertEqual(first[0][-1], LEVEL / 2)
        turn = next(i for i in range(RATE, len(first[0])) if first[0][i] != LEVEL)
        print("takes over after %.0f ms" % ((turn - RATE) / RATE * 1000))
        self.assertLess(turn - RATE, RATE // 2)

    def test_a_swap_during_another_waits_for_its_end_and_renders_repeat_to_the_bit(self):
        def swap(when, number):
            return when, [osc.encode("/cmd", "/hemiola/swap", number)]
        score = [
            (0, [osc.encode(*servers.start_command(model="wire")),
                 osc.encode("/cmd", "/hemiola/read", 5, "half"),
                 osc.encode("/cmd", "/hemiola/read", 6, "another"),
                 osc.encode("/d_recv", constant_definition().bytes()),
                 osc.encode("/s_new", "constant", 1000, 0, 0)]),
            swap(1, 5), swap(1.05, 6)]
        first, text = servers.render(score, 2.5)
        second, _ = servers.render(score, 2.5)
        self.assertEqual(first[0].tobytes(), second[0].tobytes(), text)
        whole = [i for i, sample in enumerate(first[0]) if i > RATE // 2 and sample == LEVEL / 2]
        print("the first swap's model is alone for %.0f ms" % ((whole[-1] - whole[0]) / RATE * 1000))
        self.assertGreaterEqual(whole[-1] - whole[0], 32 * HOP)  # while the next one runs unheard
        self.assertEqual(first[0][-1], LEVEL)
        self.assertLess(servers.largest_step(first[0][RATE // 2:]), 2 * LEVEL / (4 * HOP))


if __name__ == "__main__":
    unittest.main()
