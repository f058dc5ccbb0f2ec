// Pulls what sounds in a harmony into a scale.
HemiolaScale : MultiOutUGen {
	classvar <maxTones = 32;

	// harmony: an array of Hemiola.harmony signals; or a pair, whose rhythm is unchanged; or an array of
	// pairs. degrees: semitones above the root (signals and fractions too), or a Scale, or its name.
	// root: the pitch class of degree 0. strength: 0 (nothing) to 1 (whole).
	*kr { |harmony, degrees = #[0, 2, 4, 5, 7, 9, 11], root = 0, strength = 1|
		var tones;
		if(harmony.isKindOf(HemiolaLatents)) {
			^HemiolaLatents(this.kr(harmony.harmony, degrees, root, strength), harmony.rhythm)
		};
		if(HemiolaLatents.areSeveral(harmony)) {
			^harmony.collect { |pair, i|
				this.kr(pair, degrees, HemiolaLatents.nth(root, i), HemiolaLatents.nth(strength, i)) }
		};
		harmony = harmony.asArray;
		tones = this.tones(degrees);
		if(tones.isEmpty or: { tones.size > maxTones }) {
			Error("HemiolaScale.kr: % tones; it takes 1 to %.".format(tones.size, maxTones)).throw
		};
		if(harmony.size != Hemiola.harmony) {
			Error("HemiolaScale.kr: % channels; harmony has %.".format(harmony.size, Hemiola.harmony)).throw
		};
		^this.multiNewList(['control', strength, tones.size] ++ (tones + root) ++ harmony)
	}

	// The semitones of an array, of a Scale, or of a scale by its name.
	*tones { |degrees|
		if(degrees.isKindOf(Symbol) or: { degrees.isKindOf(String) }) {
			degrees = Scale.at(degrees.asSymbol) ?? {
				Error("Hemiola: there is no scale named %; see Scale.directory.".format(degrees)).throw
			}
		};
		^if(degrees.isKindOf(Scale)) { degrees.semitones.asArray } { degrees.asArray }
	}

	init { |... theInputs|
		inputs = theInputs;
		^this.initOutputs(inputs.size - 2 - inputs[1], rate)
	}
}
