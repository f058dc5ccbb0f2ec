// What sclang does with a booted server and a real worker: replies of models, replaced nodes, roles, events.
TestHemiola : UnitTest {
	var server;

	setUp { server = Server.default }
	tearDown { server.freeAll; server.sync }

	test_read_is_answered_with_latency_and_sizes {
		this.guard {
			var told, model = HemiolaModel.read(server, action: { |one| told = one });
			this.await { told.notNil };
			this.assert(told === model, "the action gets the model");
			this.assert(model.ready and: { model.fits }, "it is ready and fits");
			this.assert(model.latency > 0.02 and: { model.hop > 0 }, "it says its latency and frames");
			this.assertEquals([model.harmony, model.rhythm], [Hemiola.harmony, Hemiola.rhythm], "and sizes");
			told = nil;
			model.free { |one, ok| told = ok };
			this.await { told.notNil };
			this.assert(told and: { model.ready.not }, "free is answered");
			told = nil;
			model.swap { |one, ok| told = ok };
			this.await { told.notNil };
			this.assert(told.not, "what was freed can't be swapped in");
		}
	}

	test_a_model_s_sync_waits_until_it_is_read {
		this.guard {
			var model = HemiolaModel.read(server);
			this.assert(model.sync, "after its sync it is ready");
			model.free;
		}
	}

	test_a_failed_read_leaves_what_plays {
		this.guard {
			var told, model, places = Hemiola.places;
			model = HemiolaModel.read(server, "/nowhere/no.safetensors", { |one| told = one });
			this.await { told.notNil };
			this.assert(model.ready.not, "a file that is not there is not ready");
			this.assert(model.sync.not, "and nobody waits for it for ever");
			this.assert(Hemiola.ready and: { Hemiola.places == places }, "the worker plays on");
		}
	}

	test_a_swap_leaves_no_gap {
		this.guard {
			var levels = List.new, told, before, during, synth, meter;
			var model = HemiolaModel.read(server);
			synth = { HemiolaDecoder.ar(HemiolaEncoder.kr(VarSaw.ar([220, 330], 0, 0.3).mean * 0.4)) }.play(server);
			meter = OSCFunc({ |message| levels.add(message[4]) }, '/level');
			{ SendPeakRMS.ar(In.ar(0), 20, 0.05, '/level'); Silent.ar }.play(server, addAction: \addToTail);
			this.await { levels.size > 10 and: { levels.last > 0.005 } };
			1.wait;
			before = levels.asArray.keep(-10).mean;
			levels.clear;
			model.swap { |one, ok| told = ok };
			this.await { told.notNil };
			1.wait;
			during = levels.minItem;
			this.assert(told, "the swap is answered");
			this.assert(before > 0.005 and: { during > (before * 0.5) },
				"the sound goes on: % before, never below %".format(before, during));
			meter.free;
			model.free;
		}
	}

	test_a_thousand_replaced_nodes_lose_no_voice {
		this.guard {
			var node, report;
			SynthDef(\replaced, { |out|
				var pair = HemiolaEncoder.kr(Saw.ar([220, 330]).mean * 0.2);
				Out.ar(out, HemiolaDecoder.ar(HemiolaRotate.kr(pair, Rand(-5, 5))));
			}).add;
			server.sync;
			node = Synth(\replaced);
			1000.do { |i|
				node = Synth.replace(node, \replaced);
				if(i % 10 == 9) { server.sync };
			};
			report = this.voices(1);
			this.assertEquals(report, [1, 1], "one encoder and one decoder play");
			node.free;
			this.assertEquals(this.voices(0), [0, 0], "and none when it is freed");
		}
	}

	test_events_reach_worker_and_synths {
		this.guard {
			var before, after, bus = Bus.control(server, Hemiola.harmony);
			var loudest = {
				bus.getnSynchronous(Hemiola.harmony).clump(Hemiola.channelsAPlace).collect { |place|
					place.squared.sum
				}
			};
			var synth = {
				Out.kr(bus, HemiolaEncoder.kr(VarSaw.ar([220, 277, 330], 0, 0.3).mean * 0.3, 0).harmony)
			}.play(server);
			this.await { loudest.value.sum > 1 };
			1.wait;
			before = loudest.value;
			(type: \hemiola, voice: 0, rotate: 5).play;
			this.await {
				after = loudest.value;
				(before.rotate(5) - after).squared.sum < (before - after).squared.sum
			};
			this.assert(true, "an event turns the harmony of a voice");
			(type: \hemiola, voice: 0, reset: 1).play;
			0.5.wait;
			synth.free;
			bus.free;
		}
	}

	test_a_role_takes_one_voice {
		this.guard {
			Ndef(\unit, { Saw.ar([110, 220]).mean * 0.2 });
			Ndef(\unit)[1] = \hemiola -> { |latents| HemiolaRotate.kr(latents, 3) };
			this.assertEquals(this.voices(1), [1, 1], "one voice in the role");
			Ndef(\unit).clear(0);
			this.assertEquals(this.voices(0), [0, 0], "and none when it is cleared");
		}
	}

	// An error in a test is no failure of UnitTest's own.
	guard { |function|
		try { function.value } { |error| this.failed(currentMethod, error.errorString) }
	}

	await { |condition, seconds = 60|
		var end = Main.elapsedTime + seconds;
		while { condition.value.not and: { Main.elapsedTime < end } } { 0.02.wait };
		if(condition.value.not) { Error("nothing came within % s".format(seconds)).throw }
	}

	// [encoders, decoders] that play, as soon as both are number, or after some time.
	voices { |number|
		var told, end = Main.elapsedTime + 60;
		while {
			told = nil;
			Hemiola.report(server, { |report| told = [report.activeEncoders, report.activeDecoders].asInteger });
			this.await { told.notNil };
			told != [number, number] and: { Main.elapsedTime < end }
		} { 0.1.wait };
		^told
	}
}
