// Plays the latents of a buffer: a pair, as HemiolaEncoder gives it.
HemiolaPlay {
	// bufnum: as HemiolaRecord filled it, harmony first. rate: 1 as recorded; between two frames of the
	// buffer lies a blend of them. start: the frame to begin with.
	*kr { |bufnum, rate = 1, start = 0, loop = 0, doneAction = 0|
		var frame = HemiolaFrames.kr(rate, BufFrames.kr(bufnum) * loop) + start;
		var over = ((frame > (BufFrames.kr(bufnum) - 1)) + (frame < 0)) * (1 - loop);
		EnvGen.kr(Env([0, 0], [0]), over, doneAction: doneAction);
		^HemiolaLatents.fromArray(BufRd.kr(Hemiola.latents, bufnum, frame, loop, 2))
	}
}
