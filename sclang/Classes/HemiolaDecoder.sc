// Turns harmony and rhythm into sound.
HemiolaDecoder : UGen {
	// harmony, rhythm: arrays of Hemiola.harmony and Hemiola.rhythm control signals. A pair from
	// HemiolaEncoder may be given as harmony, without rhythm. Arrays of these give several sounds.
	*ar { |harmony, rhythm, voice = -1, mul = 1.0, add = 0.0|
		if(rhythm.isNil and: { harmony.isKindOf(HemiolaLatents) }) {
			rhythm = harmony.rhythm;
			harmony = harmony.harmony;
		};
		if(rhythm.isNil and: { harmony.isArray and: { harmony.first.isKindOf(HemiolaLatents) } }) {
			^harmony.collect { |pair, i|
				this.ar(pair.harmony, pair.rhythm, HemiolaLatents.nth(voice, i), mul, add)
			}
		};
		if(harmony.isKindOf(HemiolaLatents)) { harmony = harmony.harmony };
		if(rhythm.isKindOf(HemiolaLatents)) { rhythm = rhythm.rhythm };
		harmony = harmony.asArray;
		rhythm = rhythm.asArray;
		if(harmony.first.isArray or: { rhythm.first.isArray }) {
			harmony = harmony.first.isArray.if({ harmony }, { [harmony] });
			rhythm = rhythm.first.isArray.if({ rhythm }, { [rhythm] });
			^max(harmony.size, rhythm.size).collect { |i|
				this.ar(harmony.wrapAt(i), rhythm.wrapAt(i), HemiolaLatents.nth(voice, i), mul, add)
			}
		};
		this.check("harmony", harmony.size, Hemiola.harmony);
		this.check("rhythm", rhythm.size, Hemiola.rhythm);
		^this.multiNewList(['audio', HemiolaVoice.number(voice), harmony.size] ++ harmony ++ rhythm).madd(mul, add)
	}

	*check { |name, size, wanted|
		if(size == wanted) { ^this };
		Error("HemiolaDecoder.ar: % has % channels, the model takes %. "
			"HemiolaEncoder gives them, or In.kr(bus, %).".format(name, size, wanted, wanted)).throw
	}
}
