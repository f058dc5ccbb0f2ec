// Counts frames: a signal that starts at 0 and increases in the blocks in which latents change.
HemiolaFrames : UGen {
	// step: the increment per frame. length: if above 0, the count stays below it and wraps to 0.
	// A signal can't count beyond 2 ** 24, 49 hours of frames: longer runs need a length.
	*kr { |step = 1, length = 0| ^this.multiNew('control', step, length) }
}
