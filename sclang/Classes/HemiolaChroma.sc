// What sounds in a harmony: the loudness of the 12 pitch classes, C first.
HemiolaChroma : MultiOutUGen {
	// harmony: an array of Hemiola.harmony signals; or a pair, whose rhythm is ignored; or an array of
	// pairs, for an array of twelve signals each.
	*kr { |harmony|
		^this.prRead(harmony, 12)
	}

	// The loudness of each note, one for each place; the first is C1, MIDI number 24.
	*notes { |harmony| ^this.prRead(harmony, Hemiola.places) }

	*prRead { |harmony, size|
		if(HemiolaLatents.areSeveral(harmony)) { ^harmony.collect { |pair| this.prRead(pair, size) } };
		if(harmony.isKindOf(HemiolaLatents)) { harmony = harmony.harmony };
		harmony = harmony.asArray;
		if(harmony.size != Hemiola.harmony) {
			Error("HemiolaChroma.kr: % channels; harmony has %.".format(harmony.size, Hemiola.harmony)).throw
		};
		^this.multiNewList(['control', size] ++ harmony)
	}

	init { |size ... theInputs|
		inputs = theInputs;
		^this.initOutputs(size, rate)
	}
}
