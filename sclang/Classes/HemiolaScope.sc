// A window in which the harmony and the rhythm of a voice scroll by; the mouse rotates and freezes.
HemiolaScope {
	classvar <>framesPerSecond = 30;
	classvar columns = 300;  // that many frames are seen: ten seconds
	classvar gap = 2;        // rows between harmony and rhythm

	var <source, <voice, <server;
	var <rotate = 0, <freezeHarmony = false, <freezeRhythm = false;
	var <window, <view, <image, ownBus, synth;
	var column = 0, values, pixels, palette, report, <steps = 0, frame = 0, pressed;

	// source: a Bus or NodeProxy. Of control rate, it holds latents; of audio rate, it is encoded here,
	// in a voice of its own. voice: the number of the voice that the mouse plays with; nil for none.
	*new { |source, voice, server, bounds|
		^super.newCopyArgs(source, voice, server ? Server.default).init(bounds)
	}

	init { |bounds|
		image = Image.newEmpty(columns, this.rows);
		image.fill(Color.black).interpolation = \fast;
		pixels = Int32Array.newClear(this.rows);
		palette = Int32Array.newFrom((0..255).collect { |i|
			Image.colorToPixel(Color.hsv(0.7 - (i / 255 * 0.6), 0.8 - (i / 255 * 0.4), (i / 255).sqrt))
		});
		this.listen;
		ServerTree.add(this, server);
		this.prMakeWindow(bounds ? Rect(100, 200, 640, 420));
	}

	rows { ^Hemiola.places + gap + Hemiola.rhythm }

	// After Cmd-. or a boot the synths of this window are made anew.
	doOnServerTree { this.listen }

	listen {
		var from = this.prBus;
		if(from.isNil or: { from.rate == 'control' } or: { server.serverRunning.not }) { ^this };
		ownBus = ownBus ?? { Bus.control(server, Hemiola.latents) };
		fork {
			synth = {
				var pair = HemiolaEncoder.kr(In.ar(from.index, from.numChannels).asArray.mean, voice ? -1);
				Out.kr(ownBus.index, pair.asArray)
			}.play(server, addAction: \addToTail)
		}
	}

	rotate_ { |semitones|
		rotate = semitones.clip(-48, 48);
		this.prTell((rotate: rotate))
	}
	freezeHarmony_ { |hold|
		freezeHarmony = hold;
		this.prTell((freezeHarmony: hold))
	}
	freezeRhythm_ { |hold|
		freezeRhythm = hold;
		this.prTell((freezeRhythm: hold))
	}
	reset {
		rotate = 0;
		freezeHarmony = freezeRhythm = false;
		this.prTell((reset: 1))
	}
	close { window.close }

	// One column further: asks for the latents of now and paints them.
	step {
		var bus = ownBus ?? { this.prBus };
		if(server.serverRunning.not or: { bus.isNil }) { ^this };
		if(server.hasShmInterface) {
			this.paint(bus.getnSynchronous(Hemiola.latents))
		} {
			bus.getn(Hemiola.latents, { |now| { this.paint(now) }.defer })
		};
		if(steps % framesPerSecond == 0) {
			Hemiola.report(server, { |told| { report = told }.defer })
		};
		steps = steps + 1
	}

	// Latents have a spread of about one. Harmony: how far a place is from its mean; rhythm: each channel,
	// from low to high.
	paint { |latents|
		var each = Hemiola.channelsAPlace, places = Hemiola.places;
		values = latents;
		places.do { |place|
			var sum = 0;
			each.do { |c| sum = sum + latents[place * each + c].squared };
			pixels[places - 1 - place] = palette[(sum.sqrt * 60).clip(0, 255).asInteger];
		};
		Hemiola.rhythm.do { |i|
			pixels[places + gap + i] = palette[(latents[places * each + i] * 42 + 128).clip(0, 255).asInteger];
		};
		image.setPixels(pixels, Rect(column, 0, 1, this.rows));
		column = (column + 1) % columns;
	}

	status {
		var words = ["voice %".format(voice ? "unknown: the mouse does nothing")];
		words = words.add("rotate %".format(rotate.round(0.1)));
		if(freezeHarmony) { words = words.add("harmony frozen") };
		if(freezeRhythm) { words = words.add("rhythm frozen") };
		words = words.add("latency % ms".format((Hemiola.latency(server) * 1000).round(0.1)));
		report !? {
			words = words.add("late % + %".format(
				report.lateEncoderFrames.asInteger, report.lateDecoderFrames.asInteger))
		};
		^words.join("   ")
	}

	prBus { ^if(source.isKindOf(BusPlug)) { source.bus } { source } }

	prTell { |event|
		var address = Hemiola.address(server);
		if(voice.isNil or: { address.isNil }) { ^this };
		event[\voice] = voice;
		HemiolaEvent.messages(event).do { |message| address.sendMsg(*message) }
	}

	prMakeWindow { |bounds|
		window = Window("Hemiola: " ++ source.asString.keep(40), bounds).front;
		view = UserView(window, window.view.bounds).resize_(5).background_(Color.black);
		view.drawFunc = { this.prDraw };
		// The view's own timer paints at once and drops what it is late for. A refresh from a clock would
		// leave painting for later, and code that grabs the window meanwhile (Image.fromWindow) would
		// have sclang wait for a lock that it holds itself, for ever.
		view.frameRate_(framesPerSecond).animate_(true);
		view.mouseDownAction = { |view, x, y, modifiers, button, clicks|
			pressed = (y: y, rotate: rotate, moved: false);
			if(clicks == 2) { this.reset; pressed.moved = true };
		};
		view.mouseMoveAction = { |view, x, y| this.prDrag(y) };
		view.mouseUpAction = { |view, x, y| if(pressed.moved.not) { this.prClick(y) } };
		window.onClose = {
			ServerTree.remove(this, server);
			synth !? { synth.free };
			ownBus !? { ownBus.free };
		};
	}

	prIsHarmony { |y| ^y < (view.bounds.height - 20 * Hemiola.places / this.rows) }

	// Up by the height of a place is up by a semitone.
	prDrag { |y|
		var up = pressed.y - y;
		if(this.prIsHarmony(pressed.y).not or: { up.abs < 4 and: { pressed.moved.not } }) { ^this };
		pressed.moved = true;
		this.rotate = pressed.rotate + (up / (view.bounds.height - 20) * this.rows)
	}

	prClick { |y|
		if(this.prIsHarmony(y)) { this.freezeHarmony = freezeHarmony.not } { this.freezeRhythm = freezeRhythm.not }
	}

	// The image is a ring: what is older than the current column lies right of it.
	prDraw {
		var width = view.bounds.width, height = view.bounds.height - 20, seam;
		if(view.frame != frame) { frame = view.frame; this.step };
		seam = width * (columns - column) / columns;
		image.drawInRect(Rect(0, 0, seam, height), Rect(column, 0, columns - column, this.rows));
		if(column > 0) {
			image.drawInRect(Rect(seam, 0, width - seam, height), Rect(0, 0, column, this.rows))
		};
		Pen.stringInRect(this.status, Rect(6, height + 2, width - 12, 18), Font.sansSerif(12), Color.gray(0.8))
	}
}
