// The window of Hemiola.gui: a server's worker, and a row of controls for each of its voices.
HemiolaPanel {
	classvar renewal = 15;  // seconds between two subscriptions to chords, which last 30

	var <server, <window, <status, <model, <rows, scroll, hearing, clock, steps = 0;

	*new { |server, bounds| ^super.newCopyArgs(server ? Server.default).init(bounds) }

	init { |bounds|
		rows = [];
		this.prMakeWindow(bounds ? Rect(150, 150, 780, 420));
		hearing = [
			this.prHear("/hemiola/models", { |values| this.prShowModels(values.collect(_.asString)) }),
			this.prHear("/hemiola/names", { |values| this.prShowNames(values.drop(1).collect(_.asString)) })
		];
		clock = SkipJack({ this.step }, 1, { window.isClosed }, clock: AppClock)
	}

	close { window.close }

	// Once a second: asks how the worker is.
	step {
		if(server.serverRunning.not) { ^this.prShow("The server % does not run.".format(server.name), 0) };
		Hemiola.report(server, { |report| this.prShowReport(report) });
		if(steps % renewal == 0) {
			this.prSend("/hemiola/all/subscribe/chord", 10.0);
			this.prSend("/hemiola/models")
		};
		this.prSend("/hemiola/names");
		steps = steps + 1
	}

	prHear { |address, function|
		^OSCFunc({ |message, time, from|
			if(Hemiola.isFromWorker(from, server)) { function.value(message.drop(1)) }
		}, address)
	}
	prSend { |... message| Hemiola.address(server) !? { |address| address.sendMsg(*message) } }

	prShowReport { |report|
		if(report.ready.not) { ^this.prShow("No worker plays: press Start.", 0) };
		this.prShow("% ms   late % + %   dropped %   restarts %".format(
			(Hemiola.latency(server) * 1000).round(0.1), report.lateEncoderFrames.asInteger,
			report.lateDecoderFrames.asInteger, report.droppedFrames.asInteger, report.restarts.asInteger
		), report.voices.asInteger)
	}

	prShow { |words, voices| this.prInWindow {
		status.string = words;
		if(voices != rows.size) { this.prMakeRows(voices) }
	} }

	// The first is the one that plays.
	prShowModels { |names| this.prInWindow {
		model.items = names.drop(1).asSet.add(names.first).asArray.sort;
		model.value = model.items.indexOfEqual(names.first)
	} }

	prShowNames { |names| this.prInWindow { rows.do { |row, i| row.name = names[i] ? "" } } }

	prInWindow { |function| { if(window.isClosed.not, function) }.defer }

	prMakeRows { |voices|
		rows.do(_.free);
		rows = voices.collect { |voice| HemiolaPanelRow(server, voice) };
		scroll.canvas = View().layout_(VLayout(*(rows.collect(_.view) ++ [nil])).spacing_(2).margins_(2));
		steps = 0
	}

	prMakeWindow { |bounds|
		var button = { |text, action| Button().states_([[text]]).action_(action) };
		window = Window("Hemiola: " ++ server.name, bounds).front;
		status = StaticText();
		scroll = ScrollView();
		model = PopUpMenu().action_({ |menu| this.prSend("/hemiola/model", menu.item) });
		window.layout = VLayout(
			HLayout(
				button.("Start", { Hemiola.start(server) }), button.("Stop", { Hemiola.stop(server) }),
				[model, stretch: 1], button.("Console", { Hemiola.console(server) }),
				button.("Snapshots", { HemiolaSnapshot.gui(server) }),
				button.("Reset all", { this.prSend("/hemiola/all/reset"); rows.do(_.clear) })
			),
			status,
			scroll
		);
		window.onClose = {
			clock.stop;
			hearing.do(_.free);
			rows.do(_.free)
		}
	}
}

// One voice of it. Shows what was done here, and the chord that the worker hears.
HemiolaPanelRow {
	var <server, <voice, <view, label, <chord, slider, number, <freezes, hearing;

	*new { |server, voice| ^super.newCopyArgs(server, voice).init }

	init {
		label = StaticText().string_(voice.asString).minWidth_(90);
		chord = StaticText().string_("-").minWidth_(60);
		slider = Slider().orientation_(\horizontal).value_(0.5).minWidth_(120)
		.action_({ |view| this.rotate_(view.value.linlin(0, 1, -24, 24).round(1)) });
		number = NumberBox().clipLo_(-48).clipHi_(48).decimals_(2).minWidth_(60).maxWidth_(80)
		.action_({ |view| this.rotate_(view.value) });
		freezes = #[\freezeHarmony, \freezeRhythm].collect { |key, i|
			Button().states_([["Freeze " ++ #["harmony", "rhythm"][i]], ["Frozen", Color.black, Color.yellow]])
			.action_({ |view| this.prSet(key, view.value) })
		};
		view = View().layout_(HLayout(label, chord, [slider, stretch: 1], number, *(freezes ++ [
			Button().states_([["Reset"]]).action_({ this.prSet(\reset, 1); this.clear })
		])).margins_(0));
		hearing = OSCFunc({ |message, time, from|
			if(Hemiola.isFromWorker(from, server)) {
				{ if(view.isClosed.not) { chord.string = message[1].asString } }.defer
			}
		}, "/hemiola/%/chord".format(voice))
	}

	free { hearing.free }

	name_ { |name| label.string = if(name.isEmpty) { voice.asString } { "% %".format(voice, name) } }

	rotate_ { |semitones|
		slider.value = semitones.linlin(-24, 24, 0, 1);
		number.value = semitones;
		this.prSet(\rotate, semitones)
	}

	// As after a reset.
	clear {
		slider.value = 0.5;
		number.value = 0;
		freezes.do { |button| button.value = 0 }
	}

	prSet { |key, value| HemiolaEvent.tell((voice: voice).put(key, value), server) }
}
