// Holds a latent still while hold is above 0.
HemiolaFreeze : MultiOutUGen {
	// latent: any array of signals; or a pair, both of whose latents are held.
	*kr { |latent, hold = 1|
		if(latent.isKindOf(HemiolaLatents)) { ^latent.collectParts { |part| this.kr(part, hold) } };
		latent = latent.asArray;
		if(latent.isEmpty) { Error("HemiolaFreeze.kr: there is nothing to hold.").throw };
		^this.multiNewList(['control', hold] ++ latent)
	}

	init { |... theInputs|
		inputs = theInputs;
		^this.initOutputs(inputs.size - 1, rate)
	}
}
