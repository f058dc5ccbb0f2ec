// Smooths changes of latents over a time; a rotation slides in pitch instead of crossfading.
HemiolaGlide {
	// latent: any array of signals; or a pair. time: seconds until all but a thousandth of a step is
	// done. semitones: rotates the harmony (of the pair, or latent itself), with its own glide.
	*kr { |latent, time = 0.1, semitones|
		var harmony;
		if(latent.isKindOf(HemiolaLatents)) {
			^HemiolaLatents(
				this.kr(latent.harmony, time, semitones), this.kr(latent.rhythm, time))
		};
		if(HemiolaLatents.areSeveral(latent)) {
			^latent.collect { |pair, i|
				this.kr(pair, *[time, semitones].collect { |each| HemiolaLatents.nth(each, i) }) }
		};
		latent = latent.asArray;
		if(latent.isEmpty) { Error("HemiolaGlide.kr: there is nothing to glide.").throw };
		latent = latent.collect { |signal| Lag.kr(signal, time) };
		if(semitones.isNil) { ^latent };
		^HemiolaRotate.kr(latent, Lag.kr(semitones, time))
	}
}
