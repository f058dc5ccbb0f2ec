// A window that shows harmony and rhythm of a voice over time and names its chord; the mouse rotates,
// freezes and routes.
HemiolaScope {
	classvar <>framesPerSecond = 30;
	classvar columns = 300;  // visible frames: ten seconds
	classvar gap = 2;        // rows between harmony and rhythm
	classvar renewal = 15;   // seconds between two subscriptions to the chord, which last 30

	var <source, <voice, <server;
	var <rotate = 0, <freezeHarmony = false, <freezeRhythm = false;
	var <harmonyFrom, <harmonyWeight = 1, <rhythmFrom, <rhythmWeight = 1;
	var <window, <view, <image, text, clock, ownBus, synth;
	var column = 0, values, pixels, palette, report, <steps = 0, pressed;
	var <chord, chordListener;

	// source: a Bus or NodeProxy. At control rate, it holds latents; at audio rate, it is encoded here,
	// in its own voice. voice: the number or name of the voice that the mouse controls; nil for none.
	*new { |source, voice, server, bounds|
		server = server ? Server.default;
		^super.newCopyArgs(source, HemiolaVoice.number(voice, server), server).init(bounds)
	}

	init { |bounds|
		image = Image.newEmpty(columns * 2, this.rows);
		image.fill(Color.black).interpolation = \fast;
		pixels = Int32Array.newClear(this.rows);
		palette = Int32Array.newFrom((0..255).collect { |i|
			Image.colorToPixel(Color.hsv(0.7 - (i / 255 * 0.6), 0.8 - (i / 255 * 0.4), (i / 255).sqrt))
		});
		this.listen;
		ServerTree.add(this, server);
		this.prHearChord;
		this.prMakeWindow(bounds ? Rect(100, 200, 600, 416));
		// On a grid of real time: late steps are dropped.
		clock = SkipJack({ this.step }, {
			var now = Main.elapsedTime;
			(now + 0.001).roundUp(1 / framesPerSecond) - now
		}, { window.isClosed }, clock: AppClock);
	}

	rows { ^Hemiola.places(server) + gap + Hemiola.rhythm(server) }

	// Makes the synth of this window again after Cmd-. or a boot.
	doOnServerTree { this.listen }

	listen {
		var from = this.prBus;
		if(from.isNil or: { from.rate == 'control' } or: { server.serverRunning.not }) { ^this };
		ownBus = ownBus ?? { Bus.control(server, Hemiola.latents(server)) };
		fork {
			synth = Hemiola.use(server, { {
				var pair = HemiolaEncoder.kr(In.ar(from.index, from.numChannels).asArray.mean, voice ? -1);
				Out.kr(ownBus.index, pair.asArray)
			}.play(server, addAction: \addToTail) })
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
	// from: the voice whose latent is taken, or nil; weight: how much of it.
	routeHarmony { |from, weight = 1|
		harmonyFrom = from;
		harmonyWeight = weight.clip(0, 1);
		this.prTell((harmonyFrom: from ? -1, harmonyWeight: harmonyWeight))
	}
	routeRhythm { |from, weight = 1|
		rhythmFrom = from;
		rhythmWeight = weight.clip(0, 1);
		this.prTell((rhythmFrom: from ? -1, rhythmWeight: rhythmWeight))
	}
	reset {
		rotate = 0;
		freezeHarmony = freezeRhythm = false;
		harmonyFrom = rhythmFrom = nil;
		this.prTell((reset: 1))
	}
	close { window.close }

	// Requests the present latents and paints them as the next column.
	step {
		var bus = ownBus ?? { this.prBus };
		if(server.serverRunning.not or: { bus.isNil }) { ^this };
		if(server.hasShmInterface) {
			this.paint(bus.getnSynchronous(Hemiola.latents(server)))
		} {
			bus.getn(Hemiola.latents(server), { |now| { if(window.isClosed.not) { this.paint(now) } }.defer })
		};
		if(steps % framesPerSecond == 0) {
			Hemiola.report(server, { |told| report = told; this.prShowStatus })
		};
		if(steps % (framesPerSecond * renewal) == 0) { this.prAskForChord };
		steps = steps + 1
	}

	// Latents have a spread of about one. Harmony: distance of each place from its mean; rhythm: the
	// value of each channel.
	paint { |latents|
		var each = Hemiola.channelsAPlace(server), places = Hemiola.places(server), far;
		values = latents;
		far = Signal.newFrom(latents.keep(places * each)).squared;
		if(each > 1) { far = Signal.newFrom(far.clump(each).collect { |place| place.sum }) };
		(far.sqrt * 60).do { |x, place| pixels[places - 1 - place] = palette.clipAt(x) };
		(Signal.newFrom(latents.drop(places * each)) * 42 + 128).do { |x, i|
			pixels[places + gap + i] = palette.clipAt(x)
		};
		// A ring buffer stored twice, so that the visible part is always contiguous. As the view's
		// background it is painted without sclang. (A UserView costs twice as much, and code that grabs
		// the window before it has painted hangs: sclang waits for a lock that it holds itself.)
		[0, columns].do { |offset| image.setPixels(pixels, Rect(column + offset, 0, 1, this.rows)) };
		column = (column + 1) % columns;
		view.setBackgroundImage(image, 10, 1, Rect(column, 0, columns, this.rows))
	}

	status {
		var measured, words = ["voice %".format(voice ? "unknown: the mouse does nothing")];
		chord !? { words = words.add("chord %".format(chord)) };
		words = words.add("rotate %".format(rotate.round(0.1)));
		if(freezeHarmony) { words = words.add("harmony frozen") };
		if(freezeRhythm) { words = words.add("rhythm frozen") };
		harmonyFrom !? { words = words.add("harmony from % x %".format(harmonyFrom, harmonyWeight.round(0.1))) };
		rhythmFrom !? { words = words.add("rhythm from % x %".format(rhythmFrom, rhythmWeight.round(0.1))) };
		measured = "latency % ms".format((Hemiola.latency(server) * 1000).round(0.1));
		report !? {
			measured = measured ++ "   late % + %".format(
				report.lateEncoderFrames.asInteger, report.lateDecoderFrames.asInteger)
		};
		^words.join("   ") ++ "\n" ++ measured
	}

	prBus { ^if(source.isKindOf(BusPlug)) { source.bus } { source } }

	// The worker tells the chord when it changes.
	prHearChord {
		if(voice.isNil) { ^this };
		chordListener = OSCFunc({ |message, time, from|
			if(Hemiola.isFromWorker(from, server)) {
				chord = message[1].asString;
				this.prShowStatus
			}
		}, "/hemiola/%/chord".format(voice))
	}
	prAskForChord {
		var address = Hemiola.address(server);
		if(voice.isNil or: { address.isNil }) { ^this };
		address.sendMsg("/hemiola/%/subscribe/chord".format(voice), 10.0)
	}

	prShowStatus { { if(window.isClosed.not) { text.string = this.status } }.defer }

	prTell { |event|
		this.prShowStatus;
		if(voice.notNil) { HemiolaEvent.tell(event.put(\voice, voice), server) }
	}

	prMakeWindow { |bounds|
		var size;
		window = Window("Hemiola: " ++ source.asString.keep(40), bounds).front;
		window.view.background = Color.black;
		size = window.view.bounds.extent;
		view = View(window, Rect(0, 0, size.x, size.y - 36)).resize_(5);
		text = StaticText(window, Rect(6, size.y - 36, size.x - 12, 36)).resize_(8)
		.font_(Font.sansSerif(12)).stringColor_(Color.gray(0.8));
		view.keyDownAction = { |view, char| if(char == $m) { HemiolaSnapshot.gui(server) } };
		view.mouseDownAction = { |view, x, y, modifiers, button, clicks|
			pressed = (y: y, rotate: rotate, moved: button != 0, turns: button == 0);
			if(button == 1) { this.prNextVoice(y) };
			if(button == 0 and: { clicks == 2 }) { this.reset; pressed.moved = true };
		};
		view.mouseWheelAction = { |view, x, y, modifiers, across, up| this.prWeigh(y, up.sign * 0.1) };
		view.mouseMoveAction = { |view, x, y| this.prDrag(y) };
		view.mouseUpAction = { |view, x, y| if(pressed.moved.not) { this.prClick(y) } };
		window.onClose = {
			clock.stop;
			chordListener !? { chordListener.free };
			ServerTree.remove(this, server);
			synth !? { synth.free };
			ownBus !? { ownBus.free };
		};
	}

	prIsHarmony { |y| ^y < (view.bounds.height * Hemiola.places(server) / this.rows) }

	// Dragging by the height of a place is a semitone.
	prDrag { |y|
		var up = pressed.y - y;
		if(pressed.turns.not or: { this.prIsHarmony(pressed.y).not } or: { up.abs < 4 and: { pressed.moved.not } }) { ^this };
		pressed.moved = true;
		this.rotate = pressed.rotate + (up / view.bounds.height * this.rows)
	}

	prClick { |y|
		if(this.prIsHarmony(y)) { this.freezeHarmony = freezeHarmony.not } { this.freezeRhythm = freezeRhythm.not }
	}

	// Cycles through the other voices, then none.
	prNextVoice { |y|
		var others = (0..(Hemiola.state(server).voices ? 1) - 1).collect(_.asInteger).reject(_ == voice).add(nil);
		var next = { |now| others.wrapAt((others.indexOf(now) ? -1) + 1) };
		if(this.prIsHarmony(y)) { this.routeHarmony(next.(harmonyFrom)) } { this.routeRhythm(next.(rhythmFrom)) }
	}

	prWeigh { |y, by|
		if(this.prIsHarmony(y)) {
			harmonyFrom !? { this.routeHarmony(harmonyFrom, harmonyWeight + by) }
		} {
			rhythmFrom !? { this.routeRhythm(rhythmFrom, rhythmWeight + by) }
		}
	}
}
