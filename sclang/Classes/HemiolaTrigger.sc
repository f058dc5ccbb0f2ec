// A trigger at each hit of a rhythm: when it suddenly changes more from frame to frame than before.
HemiolaTrigger {
	// rhythm: an array of Hemiola.rhythm signals; or a pair, whose harmony is ignored. threshold: by how
	// much the distance of two frames must exceed that of the two before. interval: minimum seconds
	// between two triggers.
	*kr { |rhythm, threshold = 0.35, interval = 0.1|
		var motion, before, open;
		if(rhythm.isKindOf(HemiolaLatents)) { rhythm = rhythm.rhythm };
		if(HemiolaLatents.areSeveral(rhythm)) {
			^rhythm.collect { |pair, i|
				this.kr(pair, HemiolaLatents.nth(threshold, i), HemiolaLatents.nth(interval, i)) }
		};
		rhythm = rhythm.asArray;
		if(rhythm.isEmpty) { Error("HemiolaTrigger.kr: there is no rhythm to follow.").throw };
		// Latents hold between frames, so this is above 0 in the first block of each frame only.
		motion = HemiolaDistance.kr(rhythm, Delay1.kr(rhythm));
		// The rhythm also moves while a sound decays, but not suddenly: using the distance alone gave a
		// second trigger after most kicks of a drum pattern, using its rise hardly ever.
		before = Delay1.kr(Latch.kr(motion, motion));
		open = Trig1.kr((motion - before) > threshold, interval);
		^HPZ1.kr(open) > 0
	}
}
