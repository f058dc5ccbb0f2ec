// Plays latents from a buffer: gives a pair, like HemiolaEncoder.
HemiolaPlay {
	// bufnum: as filled by HemiolaRecord, harmony first. rate: 1 as recorded; between two frames of the
	// buffer it blends them. start: the frame to begin with.
	// An array of buffers gives an array of pairs.
	*kr { |bufnum, rate = 1, start = 0, loop = 0, doneAction = 0|
		var frame, over;
		if(bufnum.isArray) {
			^bufnum.collect { |each, i|
				this.kr(each, *[rate, start, loop, doneAction].collect { |value| HemiolaLatents.nth(value, i) }) }
		};
		frame = HemiolaFrames.kr(rate, BufFrames.kr(bufnum) * loop) + start;
		over = ((frame > (BufFrames.kr(bufnum) - 1)) + (frame < 0)) * (1 - loop);
		EnvGen.kr(Env([0, 0], [0]), over, doneAction: doneAction);
		^HemiolaLatents.fromArray(BufRd.kr(Hemiola.latents, bufnum, frame, loop, 2))
	}
}
