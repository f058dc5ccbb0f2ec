// The rhythm of hits: a beat that nobody played, in the place of a sound's own or without any sound.
HemiolaBeat : MultiOutUGen {
	classvar <kinds = #[\kick, \snare, \hat, \tom, \cymbal, \perc];

	// Triggers; the value is how loud the hit is, 0 (none) to 1.
	*kr { |kick = 0, snare = 0, hat = 0, tom = 0, cymbal = 0, perc = 0|
		var triggers = [kick, snare, hat, tom, cymbal, perc];
		if(triggers.any(_.isSequenceableCollection)) {
			Error("HemiolaBeat.kr: one signal for each kind of hit.").throw
		};
		^this.multiNewList(['control'] ++ triggers)
	}

	// The same with trigger controls named as the kinds, which events of the type \hemiola set for a synth.
	*controls { ^this.kr(*kinds.collect { |kind| NamedControl.tr(kind, 0) }) }

	init { |... theInputs|
		inputs = theInputs;
		^this.initOutputs(Hemiola.rhythm, rate)
	}
}
