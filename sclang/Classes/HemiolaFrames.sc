// Counts the frames that go by: a signal that starts at 0 and grows in the blocks in which latents change.
HemiolaFrames : UGen {
	// step: by how much with each frame. length: where above 0, it stays below it and begins again at 0.
	// A signal counts to 2 ** 24 and no further, 49 hours of frames: what runs for longer needs a length.
	*kr { |step = 1, length = 0| ^this.multiNew('control', step, length) }
}
