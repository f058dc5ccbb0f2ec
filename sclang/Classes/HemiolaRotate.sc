// Transposes: rotates harmony along pitch, by semitones and fractions of them.
HemiolaRotate : MultiOutUGen {
	// harmony: an array of Hemiola.harmony signals; or a pair, whose rhythm is unchanged; or an array of
	// pairs.
	*kr { |harmony, semitones = 0|
		if(harmony.isKindOf(HemiolaLatents)) {
			^HemiolaLatents(this.kr(harmony.harmony, semitones), harmony.rhythm)
		};
		if(HemiolaLatents.areSeveral(harmony)) {
			^harmony.collect { |pair, i| this.kr(pair, HemiolaLatents.nth(semitones, i)) }
		};
		harmony = harmony.asArray;
		if(harmony.isEmpty or: { harmony.size % Hemiola.channelsAPlace != 0 }) {
			Error("HemiolaRotate.kr: % channels are not whole places of % each. Harmony has %."
				.format(harmony.size, Hemiola.channelsAPlace, Hemiola.harmony)).throw
		};
		^this.multiNewList(['control', semitones, Hemiola.channelsAPlace] ++ harmony)
	}

	init { |... theInputs|
		inputs = theInputs;
		^this.initOutputs(inputs.size - 2, rate)
	}
}
