// The role \hemiola of a NodeProxy: encodes its sound, changes the latents by a function, decodes them.
HemiolaRole {
	*initClass {
		Class.initClassTree(AbstractPlayControl);
		AbstractPlayControl.proxyControlClasses[\hemiola] = SynthDefControl;
		AbstractPlayControl.buildMethods[\hemiola] = { |function, proxy, channelOffset = 0, index|
			this.build(function, proxy, channelOffset, index)
		}
	}

	// Returns the function that SynthDefControl plays. function: takes a pair of latents and returns
	// one; further arguments become controls. index: the slot, appended to the names of the controls.
	*build { |function, proxy, channelOffset = 0, index|
		if(proxy.isNeutral) { proxy.initBus(\audio, nil) };
		if(proxy.rate != 'audio') {
			Error("The role \\hemiola takes a sound apart, and % has control rate. "
				"Give it a source of audio rate first.".format(proxy)).throw
		};
		index = index ? 0;
		^Hemiola.use(proxy.server, { { |out|
			var control = { |name, value = 0| NamedControl.kr(name ++ index, value) };
			// One voice: the proxy's channels are mixed to one. Two get their image back; more are all equal.
			var before = In.ar(out, proxy.numChannels).asArray;
			var own = HemiolaEncoder.kr(before.mean);
			var given = this.latents(SynthDef.wrap(function ? {}, nil, [own]), own);
			var kept = HemiolaLatents(
				HemiolaFreeze.kr(given.harmony, control.("freezeHarmony")),
				HemiolaFreeze.kr(given.rhythm, control.("freezeRhythm"))
			);
			var sound = HemiolaDecoder.ar(HemiolaRotate.kr(kept, control.("rotate")));
			var wet = control.("wet", 1) * EnvGate(i_level: 0, doneAction: 2, curve: \sin);
			sound = if(before.size == 2) {
				HemiolaImage.ar(sound, before, width: control.("width", 1))
			} { sound ! before.size };
			XOut.ar(out, wet, sound)
		}.buildForProxy(proxy, channelOffset, index) })
	}

	// A function may return a pair, [harmony, rhythm], one array of all channels, or nil for no change.
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
