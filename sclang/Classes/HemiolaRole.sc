// The role \hemiola of a NodeProxy: its own sound, taken apart, changed by a function, and put together.
HemiolaRole {
	*initClass {
		Class.initClassTree(AbstractPlayControl);
		AbstractPlayControl.proxyControlClasses[\hemiola] = SynthDefControl;
		AbstractPlayControl.buildMethods[\hemiola] = { |function, proxy, channelOffset = 0, index|
			this.build(function, proxy, channelOffset, index)
		}
	}

	// Gives what SynthDefControl plays. function: takes a pair of latents and gives one; further
	// arguments become controls. index: the slot, which ends the names of the controls.
	*build { |function, proxy, channelOffset = 0, index|
		if(proxy.isNeutral) { proxy.initBus(\audio, nil) };
		if(proxy.rate != 'audio') {
			Error("The role \\hemiola takes a sound apart, and % has control rate. "
				"Give it a source of audio rate first.".format(proxy)).throw
		};
		index = index ? 0;
		^Hemiola.use(proxy.server, { { |out|
			var control = { |name, value = 0| NamedControl.kr(name ++ index, value) };
			// One voice: the channels of the proxy are heard as one, and get one sound back.
			var own = HemiolaEncoder.kr(In.ar(out, proxy.numChannels).asArray.mean);
			var given = this.latents(SynthDef.wrap(function ? {}, nil, [own]), own);
			var kept = HemiolaLatents(
				HemiolaFreeze.kr(given.harmony, control.("freezeHarmony")),
				HemiolaFreeze.kr(given.rhythm, control.("freezeRhythm"))
			);
			var sound = HemiolaDecoder.ar(HemiolaRotate.kr(kept, control.("rotate")));
			var wet = control.("wet", 1) * EnvGate(i_level: 0, doneAction: 2, curve: \sin);
			XOut.ar(out, wet, sound ! proxy.numChannels)
		}.buildForProxy(proxy, channelOffset, index) })
	}

	// What a function may give: a pair, [harmony, rhythm], all channels in a row, or nil for no change.
	*latents { |given, own|
		^case
		{ given.isNil } { own }
		{ given.isKindOf(HemiolaLatents) } { given }
		{ given.isArray and: { given.size == 2 } } { HemiolaLatents(*given) }
		{ given.isArray and: { given.size == Hemiola.latents } } { HemiolaLatents.fromArray(given) }
		{ Error("A function in the role \\hemiola has to give latents, not %. End it with the pair, or "
			"with [harmony, rhythm].".format(given.asString.keep(60))).throw }
	}
}
