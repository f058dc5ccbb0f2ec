// The harmony of notes: chords that nobody played, to rotate, blend, freeze and decode like any other.
HemiolaChord : MultiOutUGen {
	classvar <maxNotes = 32;
	classvar <controlNotes = 8;  // notes of the controls that events of the type \hemiola set

	// How loud a note is of which nobody says it: MIDI velocity 100.
	*usualAmp { ^100 / 127 }

	// notes: MIDI numbers, signals and fractions too. amps: how loud each is against the
	// others, 0 (not played) to 1. glide:
	// seconds from chord to chord. otherwise: harmony that sounds while no note is played; or a pair,
	// whose rhythm is unchanged; or an array of pairs, with an array of notes for each.
	*kr { |notes = 60, amps, glide = 0, otherwise|
		var size, chord, played;
		if(otherwise.isKindOf(HemiolaLatents)) {
			^HemiolaLatents(this.kr(notes, amps, glide, otherwise.harmony), otherwise.rhythm)
		};
		if(HemiolaLatents.areSeveral(otherwise)) {
			^otherwise.collect { |pair, i| this.kr(*(
				[notes, amps].collect { |each| this.prNth(each, i) }
				++ [HemiolaLatents.nth(glide, i), pair])) }
		};
		notes = notes.asArray;
		amps = (amps ?? { this.usualAmp }).asArray;
		size = max(notes.size, amps.size);
		if(notes.isEmpty or: { amps.isEmpty } or: { size > maxNotes }) {
			Error("HemiolaChord.kr: % notes and % amps; it takes 1 to % notes."
				.format(notes.size, amps.size, maxNotes)).throw
		};
		if((notes ++ amps).any(_.isSequenceableCollection)) {
			Error("HemiolaChord.kr: the notes of one chord are one flat array.").throw
		};
		amps = amps.wrapExtend(size);
		chord = this.multiNewList(['control', size] ++ notes.wrapExtend(size) ++ amps);
		if(glide != 0) { chord = Lag.kr(chord, glide) };
		if(otherwise.isNil) { ^chord };
		played = amps.sum > 0;
		if(played.isKindOf(Boolean)) { played = played.binaryValue };  // constants
		// While the chord gives way, it stays as it was.
		if(glide != 0) { chord = HemiolaFreeze.kr(chord, 1 - played, \now); played = Lag.kr(played, glide) };
		^HemiolaBlend.kr(otherwise, chord, played)
	}

	// The same with the controls `notes` and `amps`, which events of the type \hemiola set for a synth.
	*controls { |otherwise, glide = 0|
		^this.kr(NamedControl.kr(\notes, 0 ! controlNotes), NamedControl.kr(\amps, 0 ! controlNotes),
			glide, otherwise)
	}

	*prNth { |values, i|
		^if(values.isSequenceableCollection and: { values.any(_.isSequenceableCollection) }) {
			values.wrapAt(i) } { values }
	}

	init { |... theInputs|
		inputs = theInputs;
		^this.initOutputs(Hemiola.harmony, rate)
	}
}
