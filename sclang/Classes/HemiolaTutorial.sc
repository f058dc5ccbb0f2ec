// A tutorial that plays: each step is a few words and code, which is posted and runs.
HemiolaTutorial {
	classvar current;

	var <steps, <server, <at = 0, <window, views;

	// Goes on where it was: the first call begins it.
	*next { |server|
		if(current.isNil) { ^this.begin(server) };
		^current.go(current.at + 1)
	}
	*begin { |server|
		this.stop;
		current = super.new.init(server ? Server.default);
		^current.go(1)
	}
	*stop { current !? { current.stop } }

	init { |argServer|
		server = argServer;
		steps = this.class.files.collect { |path| HemiolaTutorialStep(path) };
	}

	*files {
		var folder = PathName(this.filenameSymbol.asString).pathOnly +/+ "../Tutorial";
		^(folder +/+ "*.scd").pathMatch.sort { |a, b| a.basename.asInteger < b.basename.asInteger }
	}

	next { this.go(at + 1) }
	back { this.go(at - 1) }
	again { this.go(at) }

	// Plays step number, 1 to steps.size; after the last one it ends.
	go { |number|
		if(number > steps.size) { ^this.stop };
		at = number.max(1);
		this.prShow;
		{
			var step = at;
			if(server.serverRunning.not) { server.bootSync };
			this.prAwaitWorker;
			if(step == at and: { current === this }) { steps[at - 1].play }
		}.fork(AppClock)
	}

	stop {
		if(current !== this) { ^this };
		current = nil;
		Pdef(\turns).stop;
		#[\heard, \beat, \chords].do { |name| Ndef(name).clear(0.5) };
		HemiolaVoice.all(server).select { |voice| voice.name == \band }.do(_.free);
		HemiolaSnapshot.list({ |all|
			all.do { |each| if(each[0].beginsWith("tutorial: ")) { HemiolaSnapshot.delete(each[0], server) } }
		}, server);
		window !? { { if(window.isClosed.not) { window.close } }.defer };
	}

	prAwaitWorker {
		var until = Main.elapsedTime + 60;
		while { Hemiola.ready(server).not and: { Main.elapsedTime < until } } { 0.1.wait };
		if(Hemiola.ready(server).not) {
			"Hemiola: no worker plays on %, so the tutorial is silent. Hemiola.start says why."
			.format(server).warn
		}
	}

	// In the post window, and in one of its own where there is a screen.
	prShow {
		var step = steps[at - 1];
		"\n% of %: %\n%\n\n%\n%\n".postf(at, steps.size, step.title, step.text, step.code,
			if(window.isNil) { "Hemiola.tutorial goes on, HemiolaTutorial.stop ends it." } { "" });
		if(\QtGUI.asClass.notNil) { { this.prShowWindow }.defer }
	}

	prShowWindow {
		var step = steps[at - 1];
		if(window.isNil or: { window.isClosed }) { this.prMakeWindow };
		window.name = "Hemiola: % of %".format(at, steps.size);
		views.title.string = step.title;
		views.text.string = step.text;
		views.code.string = step.code;
		views.back.enabled = at > 1;
		views.onward.states = [[if(at < steps.size) { "Next" } { "End" }]];
		views.onward.focus
	}

	prMakeWindow {
		var font = Font.sansSerif(14);
		var button = { |text, action| Button().states_([[text]]).action_(action) };
		window = Window("Hemiola", Rect(200, 200, 680, 520)).front;
		views = (
			title: StaticText().font_(Font.sansSerif(18, true)),
			text: StaticText().font_(font).minHeight_(60),
			code: TextView().font_(Font.monospace(12)).minHeight_(260),
			back: button.("Back", { this.back }),
			run: button.("Run this code", { views.code.string.interpret }),
			onward: button.("Next", { this.next }),
			ending: button.("Stop", { this.stop })
		);
		window.layout = VLayout(views.title, views.text, views.code,
			HLayout(views.back, views.run, nil, views.ending, views.onward));
		window.onClose = { this.stop }
	}
}

// One step, from a file: the first comment line is its title, the others are its text, the rest is code.
HemiolaTutorialStep {
	var <title, <text, <code;

	*new { |path| ^super.new.init(File.readAllString(path).split($\n)) }

	init { |lines|
		var comments = lines.copyRange(0, lines.detectIndex { |line| line.beginsWith("//").not } - 1);
		code = lines.drop(comments.size).join("\n").stripWhiteSpace;
		comments = comments.collect { |line| line.drop(3) };
		title = comments.first;
		text = comments.drop(1).join(" ")
	}

	play { code.interpret }
}
