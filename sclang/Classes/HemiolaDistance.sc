// The distance of two latents: the root of the mean squared difference of their channels.
HemiolaDistance {
	// a, b: arrays of the same size; or two pairs, which give [distance of harmony, of rhythm].
	*kr { |a, b|
		var squares;
		if(a.isKindOf(HemiolaLatents) and: { b.isKindOf(HemiolaLatents) }) {
			^[this.kr(a.harmony, b.harmony), this.kr(a.rhythm, b.rhythm)]
		};
		if(HemiolaLatents.areSeveral(a) or: { HemiolaLatents.areSeveral(b) }) {
			^[a, b].collect { |each| if(HemiolaLatents.areSeveral(each)) { each.size } { 1 } }.maxItem
			.collect { |i| this.kr(HemiolaLatents.nth(a, i), HemiolaLatents.nth(b, i)) }
		};
		a = a.asArray;
		b = b.asArray;
		if(a.isEmpty or: { a.size != b.size }) {
			Error("HemiolaDistance.kr: a has % channels and b has %; they must have the same number."
				.format(a.size, b.size)).throw
		};
		squares = a.collect { |signal, i| signal.sqrdif(b[i]) };
		^(squares.sum / a.size).sqrt
	}
}
