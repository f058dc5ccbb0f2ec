// What sounds in a harmony: the loudness of the 12 pitch classes, C first.
HemiolaChroma : MultiOutUGen {
	// harmony: an array of Hemiola.harmony signals; or a pair, whose rhythm is ignored; or an array of
	// pairs, for an array of twelve signals each.
	*kr { |harmony|
		if(HemiolaLatents.areSeveral(harmony)) { ^harmony.collect { |pair| this.kr(pair) } };
		if(harmony.isKindOf(HemiolaLatents)) { harmony = harmony.harmony };
		harmony = harmony.asArray;
		if(harmony.size != Hemiola.harmony) {
			Error("HemiolaChroma.kr: % channels; harmony has %.".format(harmony.size, Hemiola.harmony)).throw
		};
		^this.multiNewList(['control'] ++ harmony)
	}

	init { |... theInputs|
		inputs = theInputs;
		^this.initOutputs(12, rate)
	}
}
