// Gives one voice's sound the stereo image of a source: where each band lies, and how wide it is.
HemiolaImage {
	classvar crossovers = #[250, 700, 1800, 4500];  // Hz
	classvar seconds = 0.05;      // over which the image is measured
	classvar floor = 1e-9;        // power below which nothing is measured
	classvar narrowest = 2e-5;    // less width than this is none, so that equal channels give equal bits

	// sound: one signal, as of HemiolaDecoder. left, right: the source, or left alone an array of two; of
	// two crossed sources that of the rhythm. width: 1 as measured, 0 mono. delay: of the sound behind the
	// source; nil: the worker's latency. Gives an array of two signals.
	*ar { |sound, left, right, width = 1, delay|
		var source = if(right.isNil) { left.asArray } { [left, right] };
		var pictures, wide;
		if(source.size != 2) {
			Error("HemiolaImage.ar: the source has % channels, not two.".format(source.size)).throw
		};
		delay = delay ?? { Hemiola.latency };
		pictures = this.bands(DelayN.ar(source, delay.max(0.001), delay));
		// A quarter of a period apart at every frequency: mixed with either sign, they are equally loud.
		#sound, wide = Hilbert.ar(sound);
		^[this.bands(sound), this.bands(wide), pictures].flop.collect { |band|
			this.place(band[0], band[1], band[2], width)
		}.sum
	}

	// What lies between the crossovers, from low to high, all with the same phase: their sum is as loud
	// as the signal at every frequency (Linkwitz and Riley, fourth order).
	*bands { |signal|
		var rest = signal, bands = [];
		var low = { |band, hertz| LPF.ar(LPF.ar(band, hertz), hertz) };
		var high = { |band, hertz| HPF.ar(HPF.ar(band, hertz), hertz) };
		crossovers.do { |hertz|
			bands = bands.collect { |band| low.(band, hertz) + high.(band, hertz) } ++ [low.(rest, hertz)];
			rest = high.(rest, hertz)
		};
		^bands ++ [rest]
	}

	// One band: as loud to the left and right as the source, and as much alike.
	*place { |sound, wide, source, width|
		var power = Lag.ar(source.squared, seconds) + floor;
		var alike = (Lag.ar(source[0] * source[1], seconds) + floor) / (power[0] * power[1]).sqrt;
		var apart = ((1 - alike * 0.5).clip(0, 1) - narrowest).max(0) * width;
		var gains = (power * 2 / power.sum).sqrt;
		gains = 1 + (gains - 1 * width);
		^gains * [sound * (1 - apart).sqrt + (wide * apart.sqrt), sound * (1 - apart).sqrt - (wide * apart.sqrt)]
	}
}
