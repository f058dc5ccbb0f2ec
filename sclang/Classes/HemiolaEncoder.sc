// Takes a sound apart into harmony and rhythm: control signals that change once per frame.
HemiolaEncoder : MultiOutUGen {
	// in: one audio signal; an array of several gives an array of pairs. voice: -1 for the worker's
	// lowest free one; a number or a name if OSC is to address it.
	*kr { |in, voice = -1|
		var latents;
		in = in.asArray;
		if(in.size > 1) { ^in.collect { |one, i| this.kr(one, HemiolaLatents.nth(voice, i)) } };
		in = in.first;
		if(in.isValidUGenInput.not or: { in.isNil }) {
			Error("HemiolaEncoder.kr: the input is %, not a signal.".format(in)).throw
		};
		latents = this.multiNew('control', in, HemiolaVoice.number(HemiolaLatents.nth(voice, 0)), Hemiola.harmony);
		^HemiolaLatents.fromArray(latents)
	}

	init { |... theInputs|
		inputs = theInputs;
		^this.initOutputs(Hemiola.latents, rate)
	}

	checkInputs {
		if(inputs[0].rate != 'audio') {
			^"the input must be an audio signal, it has the rate %. Use K2A.ar.".format(inputs[0].rate)
		};
		^this.checkValidInputs
	}
}
