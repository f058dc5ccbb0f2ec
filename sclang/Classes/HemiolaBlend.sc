// Blends two latents linearly: weight 0 gives a, 1 gives b, both to the bit.
HemiolaBlend : MultiOutUGen {
	// a, b: arrays of the same size; or two pairs, blended part by part.
	*kr { |a, b, weight = 0.5|
		if(a.isKindOf(HemiolaLatents) and: { b.isKindOf(HemiolaLatents) }) {
			^HemiolaLatents(this.kr(a.harmony, b.harmony, weight), this.kr(a.rhythm, b.rhythm, weight))
		};
		if(HemiolaLatents.areSeveral(a) or: { HemiolaLatents.areSeveral(b) }) {
			^[a, b].collect { |each| if(HemiolaLatents.areSeveral(each)) { each.size } { 1 } }.maxItem
			.collect { |i| this.kr(*[a, b, weight].collect { |each| HemiolaLatents.nth(each, i) }) }
		};
		a = a.asArray;
		b = b.asArray;
		if(a.isEmpty or: { a.size != b.size }) {
			Error("HemiolaBlend.kr: a has % channels and b has %; they must have the same number."
				.format(a.size, b.size)).throw
		};
		^this.multiNewList(['control', weight] ++ a ++ b)
	}

	init { |... theInputs|
		inputs = theInputs;
		^this.initOutputs((inputs.size - 1).div(2), rate)
	}
}
