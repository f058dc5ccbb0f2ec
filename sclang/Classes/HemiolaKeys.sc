// A MIDI keyboard plays the harmony of a voice: held notes, velocity and the pedal.
HemiolaKeys {
	var <voice, <server, down, sustained, <pedal = false, functions;

	// voice: its number or name, or \all. chan, srcID: of the MIDI messages; nil: any. Lives until free or
	// Cmd-Period, as every MIDIFunc does. Before: MIDIClient.init; MIDIIn.connectAll.
	*new { |voice = 0, chan, srcID, server| ^super.new.init(voice, chan, srcID, server) }

	init { |argVoice, chan, srcID, argServer|
		voice = argVoice;
		server = argServer ? Server.default;
		down = IdentitySet.new;
		sustained = IdentitySet.new;
		functions = [
			MIDIFunc.noteOn({ |velocity, note| this.noteOn(note, velocity) }, nil, chan, srcID),
			MIDIFunc.noteOff({ |velocity, note| this.noteOff(note) }, nil, chan, srcID),
			MIDIFunc.cc({ |value| this.pedal_(value >= 64) }, 64, chan, srcID),
			MIDIFunc.cc({ this.allNotesOff }, 123, chan, srcID)
		];
		CmdPeriod.add(this);
	}

	// The notes that sound, lowest first.
	notes { ^(down | sustained).asArray.sort }

	noteOn { |note, velocity = 100|
		if(velocity <= 0) { ^this.noteOff(note) };
		sustained.remove(note);
		down.add(note);
		this.prSend(note, velocity);
	}

	noteOff { |note|
		if(down.includes(note).not) { ^this };
		down.remove(note);
		if(pedal) { sustained.add(note) } { this.prSend(note, 0) };
	}

	pedal_ { |on|
		pedal = on;
		if(on) { ^this };
		sustained.do { |note| this.prSend(note, 0) };
		sustained.clear;
	}

	// The sound's own harmony comes back.
	allNotesOff {
		this.notes.do { |note| this.prSend(note, 0) };
		down.clear;
		sustained.clear;
	}

	free {
		functions.do(_.free);
		this.allNotesOff;
		CmdPeriod.remove(this);
	}

	doOnCmdPeriod { this.free }

	prSend { |note, velocity|
		Hemiola.prReach(server, this.class) !? { |address|
			address.sendMsg("/hemiola/%/harmony/note".format(voice), note.asFloat, velocity.asFloat)
		}
	}
}
