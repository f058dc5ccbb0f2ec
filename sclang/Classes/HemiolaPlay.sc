// Plays latents from a buffer: gives a pair, like HemiolaEncoder.
HemiolaPlay {
	// bufnum: as filled by HemiolaRecord, harmony first. rate: 1 as recorded; between two frames of the
	// buffer it blends them. start: the frame to begin with.
	*kr { |bufnum, rate = 1, start = 0, loop = 0, doneAction = 0|
		var frame = HemiolaFrames.kr(rate, BufFrames.kr(bufnum) * loop) + start;
		var over = ((frame > (BufFrames.kr(bufnum) - 1)) + (frame < 0)) * (1 - loop);
		EnvGen.kr(Env([0, 0], [0]), over, doneAction: doneAction);
		^HemiolaLatents.fromArray(BufRd.kr(Hemiola.latents, bufnum, frame, loop, 2))
	}
}
