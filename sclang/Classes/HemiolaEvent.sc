// Events of the type \hemiola: messages from patterns to the worker, or controls of a synth.
HemiolaEvent {
	classvar <controls = #[\rotate, \freeze, \freezeHarmony, \freezeRhythm, \from, \weight,
		\harmonyFrom, \harmonyWeight, \rhythmFrom, \rhythmWeight, \reset];
	classvar warned;  // the last score for which the warning was posted
	classvar <posted; // refusal -> when it was last posted
	classvar <pitches = #[\degree, \note, \midinote, \freq];  // keys that make an event a chord
	classvar held;    // [address, voice] -> the event whose chord it plays
	classvar struck;  // [address, voice] whose rhythm is that of hits

	*initClass {
		Class.initClassTree(Event);
		Event.addEventType(\hemiola, { |server| this.prPlay(currentEnvironment, server) });
		Class.initClassTree(OSCFunc);
		posted = Dictionary.new;
		held = Dictionary.new;
		struck = Set.new;
		StartUp.add {
			CmdPeriod.add(this);
			#['/fail', '/hemiola/clamped'].do { |reply|
				OSCFunc({ |message, time, address| this.prHearRefusal(*message) }, reply).permanent = true
			}
		}
	}

	// No chord or beat of a stopped pattern stays.
	*doOnCmdPeriod {
		held.keysDo { |place| place[0].sendMsg("/hemiola/%/harmony/notes".format(place[1])) };
		struck.do { |place| place[0].sendMsg("/hemiola/%/rhythm/hit".format(place[1]), "-") };
		held.clear;
		struck.clear;
	}

	// Posts the worker's answers to refused or clamped messages. As patterns repeat messages, the same
	// answer is posted again only after some seconds.
	*prHearRefusal { |reply, address, reason|
		var sentence = "Hemiola: %: %".format(address, reason), now = Main.elapsedTime;
		if(address.asString.beginsWith("/hemiola").not) { ^this };
		if(now - (posted[sentence] ? -10) < 10) { ^this };
		if(posted.size > 100) { posted.clear };
		posted[sentence] = now;
		sentence.warn
	}

	// The OSC messages of an event to the worker. Values may be arrays.
	*messages { |event|
		var value = { |key| event[key].value };
		var part = { |name, freeze, from, weight, at|
			var source = value.(from) ?? { value.(\from) };
			this.prExpand(event, name ++ "/freeze", [value.(freeze) ?? { value.(\freeze) },
				at !? { HemiolaFreeze.moment(value.(at)) }])
			++ this.prExpand(event, name ++ "/from",
				[source, source !? { value.(weight) ?? { value.(\weight) } ? 1 }])
		};
		^this.prExpand(event, "reset", [value.(\reset)])
		++ this.prExpand(event, "harmony/rotate", [value.(\rotate)])
		++ this.prChordMessages(event)
		++ this.prScaleMessages(event)
		++ this.prHitMessages(event)
		++ this.prExpand(event, "harmony/pull", [value.(\pull)])
		++ part.("harmony", \freezeHarmony, \harmonyFrom, \harmonyWeight)
		++ part.("rhythm", \freezeRhythm, \rhythmFrom, \rhythmWeight, \freezeAt)
		++ this.prSnapshotMessages(event)
	}

	// Tells the worker at once, without the server's latency; nothing if it hears no OSC from here.
	*tell { |event, server|
		Hemiola.address(server) !? { |address|
			this.messages(event).do { |message| address.sendMsg(*message) }
		}
	}

	// Of all voices, whichever the event names.
	*prSnapshotMessages { |event|
		var name = event[\snapshot].value, x = event[\mapX].value, y = event[\mapY].value;
		var messages = [];
		name !? { messages = messages.add(HemiolaSnapshot.recallMsg(name, event[\within].value ? 0)) };
		if(x.notNil or: { y.notNil }) { messages = messages.add(HemiolaSnapshot.mapMsg(x ? 0.5, y ? 0.5)) };
		^messages
	}

	// The tones of a scale, for \tones: an array, a Scale, or nothing to end it.
	*prScaleMessages { |event|
		var tones = event[\tones].value;
		if(tones.isNil) { ^[] };
		^this.prVoices(event).collect { |voice|
			["/hemiola/%/harmony/scale".format(voice)] ++ HemiolaScale.tones(tones) }
	}

	// Of its own keys: every event's parent has a velocity, too.
	*prVelocity { |event| ^if(event.keys.includes(\velocity)) { event[\velocity].value } { 100 } }

	*prHitMessages { |event|
		var hits = event[\hit].value, velocity = this.prVelocity(event);
		if(hits.isNil) { ^[] };
		^[this.prVoices(event), hits.asArray, velocity].flop.collect { |row|
			["/hemiola/%/rhythm/hit".format(row[0]), row[1].asString, row[2].asFloat] }
	}

	// Of its own keys: includesKey finds those of every event's parent, too.
	*hasPitch { |event| ^event.keys.includesAny(pitches) }

	// The MIDI numbers of an event with keys of pitch, as every event has them; nil if it has none.
	*notes { |event|
		if(this.hasPitch(event).not) { ^nil };
		// Back from hertz, so that all keys count: scale, root, octave, ctranspose, detune ...
		^event.use { ~detunedFreq.value.asArray.cpsmidi.round(0.0001) }
	}

	*prChordMessages { |event|
		var notes = this.notes(event), name = event[\chord].value;
		var rest = case
		{ name.notNil } { ["chord", name.asString] }
		{ notes.notNil } { ["notes"] ++ notes };
		if(rest.isNil) { ^[] };
		^this.prVoices(event).collect { |voice|
			["/hemiola/%/harmony/%".format(voice, rest[0])] ++ rest.drop(1) }
	}

	*prVoices { |event|
		var voice = event[\voice].value ? 0;
		^if(voice.isString) { [voice] } { voice.asArray }.collect { |one|
			case
			{ one.isNumber } { one.asInteger }
			{ one.isKindOf(HemiolaVoice) } { one.number }
			{ one }
		}
	}

	// One message for each voice and value; none if the first value is missing.
	*prExpand { |event, path, values|
		if(values[0].isNil) { ^[] };
		^([this.prVoices(event)] ++ values.reject(_.isNil)).flop.collect { |row|
			["/hemiola/%/%".format(row[0], path)] ++ row.drop(1).collect { |value|
				case
				{ value.isNumber } { value.asFloat }
				{ value.isKindOf(Boolean) } { value.binaryValue }
				{ value.isKindOf(HemiolaVoice) } { value.number.asFloat }
				{ value.asString }  // a voice by its name
			}
		}
	}

	*prPlay { |event, server|
		case
		{ event[\id].value.notNil } { this.prSetNodes(event, server) }
		{ server.isKindOf(ScoreStreamPlayer) } { this.prWarn(server) }
		{ this.prSend(event, server) }
	}

	// Like events of the type \set: exact to the sample, also in scores.
	*prSetNodes { |event, server|
		var pairs = controls.select { |key| event[key].notNil }.collect { |key| [key, event[key].value] };
		this.prSetChord(event, server);
		pairs = pairs ++ this.prHitPairs(event);
		if(pairs.isEmpty) { ^this };
		event[\schedBundleArray].value(event[\lag], event[\timingOffset], server,
			([15 /* \n_set */, event[\id].value] ++ pairs.flatten(1)).flop.asOSCArgBundle, event[\latency])
	}

	// The trigger controls of HemiolaBeat.controls.
	*prHitPairs { |event|
		var hits = event[\hit].value, velocity = this.prVelocity(event);
		if(hits.isNil or: { hits == '-' }) { ^[] };
		^[hits.asArray, velocity].flop.collect { |row| [row[0].asSymbol, row[1] / 127] }
	}

	// Sets the controls of HemiolaChord.controls, exact to the sample; and ends the chord, unless the
	// next event replaces it.
	*prSetChord { |event, server|
		var notes = this.notes(event), size = HemiolaChord.controlNotes, sustain;
		var send = { |offset, notes, amps|
			event[\schedBundleArray].value(event[\lag], offset, server,
				event[\id].value.asArray.collect { |id|
					[16 /* \n_setn */, id] ++ if(notes.notNil) { [\notes, size] ++ notes }
					++ [\amps, size] ++ amps
				}, event[\latency])
		};
		if(notes.isNil) { ^this };
		notes = notes.keep(size);
		send.(event[\timingOffset], notes.extend(size, 0), (HemiolaChord.usualAmp ! notes.size).extend(size, 0));
		sustain = event.use { ~sustain.value };
		if(sustain < event.delta) { send.(event[\timingOffset] + sustain, nil, 0 ! size) };
	}

	// When the event ends, the sound's own harmony comes back, unless another chord plays by then.
	*prEndChord { |event, address, wait, sustain|
		if(sustain.isNil or: { sustain == inf }) { ^this };
		thisThread.clock.sched(event[\timingOffset] + sustain, {
			// A little later: a chord that begins when this one ends comes first.
			SystemClock.sched(wait + 0.002, {
				this.prVoices(event).do { |voice|
					if(held[[address, voice]] === event) {
						held.removeAt([address, voice]);
						address.sendMsg("/hemiola/%/harmony/notes".format(voice))
					}
				};
				nil
			});
			nil
		})
	}

	// Sent without a time tag: the sending itself is delayed by the server's latency.
	*prSend { |event, server|
		var messages = this.messages(event);
		var plays = event[\chord].notNil or: { this.hasPitch(event) };
		var address = Hemiola.address(server);
		var wait = event[\lag] + (event[\latency] ? server.latency ? 0);
		if(address.isNil) {
			"The worker of % hears no OSC from here: events of the type \\hemiola don't reach it. "
			"Start it with a free port, and on another machine with HEMIOLA_OSC_BIND; or give the events "
			"the id of a synth.".format(server).warn;
			^this
		};
		if(messages.isEmpty) { ^this };
		thisThread.clock.sched(event[\timingOffset], {
			SystemClock.sched(wait, {
				if(plays) { this.prVoices(event).do { |voice| held[[address, voice]] = event } };
				if(event[\hit].notNil) { this.prVoices(event).do { |voice| struck.add([address, voice]) } };
				address.sendBundle(nil, *messages);
				nil
			});
			nil
		});
		if(plays) { this.prEndChord(event, address, wait, event.use { ~sustain.value }) }
	}

	*prWarn { |score|
		if(warned === score) { ^this };
		warned = score;
		"No worker hears OSC while a score is rendered: events of the type \\hemiola need the id of a "
		"synth there, with controls named as their keys.".warn
	}
}
