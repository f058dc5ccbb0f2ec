// Counts the frames that go by: a signal that starts at 0 and grows in the blocks in which latents change.
HemiolaFrames : UGen {
	// step: by how much with each frame.
	*kr { |step = 1| ^this.multiNew('control', step) }
}
