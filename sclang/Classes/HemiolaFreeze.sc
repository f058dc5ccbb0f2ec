// Holds a latent still while hold is above 0.
HemiolaFreeze : MultiOutUGen {
	classvar <moments = #[\hit, \now];

	// latent: any array of signals; or HemiolaLatents (a pair), both held; or an array of pairs. at: \hit holds a rhythm as
	// it was at the strongest hit of the last second or two (between two hits a rhythm is soft);
	// \now as it is; or a signal, 0 or 1. An array with as many channels as a rhythm is treated as a rhythm.
	*kr { |latent, hold = 1, at = \hit|
		if(latent.isKindOf(HemiolaLatents)) {
			^HemiolaLatents(this.kr(latent.harmony, hold, \now), this.kr(latent.rhythm, hold, at))
		};
		if(HemiolaLatents.areSeveral(latent)) {
			^latent.collect { |pair, i|
				this.kr(pair, HemiolaLatents.nth(hold, i), HemiolaLatents.nth(at, i)) }
		};
		latent = latent.asArray;
		if(latent.isEmpty) { Error("HemiolaFreeze.kr: there is nothing to hold.").throw };
		at = this.moment(at);
		if(latent.size != Hemiola.rhythm) { at = 1 };
		^this.multiNewList(['control', hold, at] ++ latent)
	}

	// The number of a name; anything else is returned unchanged.
	*moment { |at|
		var number;
		if(at.isKindOf(Symbol).not and: { at.isString.not }) { ^at };
		number = moments.indexOf(at.asSymbol);
		if(number.isNil) {
			Error("HemiolaFreeze.kr: a rhythm is frozen at one of %, not at %.".format(moments, at)).throw
		};
		^number
	}

	init { |... theInputs|
		inputs = theInputs;
		^this.initOutputs(inputs.size - 2, rate)
	}
}
