// Writes latents into a buffer, one buffer frame per frame of latents.
HemiolaRecord {
	// latents: a pair, or an array of signals; an array of pairs records each into its own buffer. bufnum: a buffer of as many channels. start: the frame to
	// begin with. loop: 1 begins again at its end, 0 stops there. Gives the frame being written.
	*kr { |latents, bufnum, start = 0, loop = 0, doneAction = 0|
		var frame, full;
		if(HemiolaLatents.areSeveral(latents)) {
			^latents.collect { |pair, i|
				this.kr(pair, *[bufnum, start, loop, doneAction].collect { |each| HemiolaLatents.nth(each, i) }) }
		};
		latents = latents.asArray;
		if(latents.isEmpty) { Error("HemiolaRecord.kr: there is nothing to record.").throw };
		if(bufnum.isKindOf(Buffer)) { this.check(bufnum, latents.size) };
		// A loop may run for days: the count wraps at the buffer's length.
		frame = HemiolaFrames.kr(1, BufFrames.kr(bufnum) * loop) + start;
		full = (frame >= BufFrames.kr(bufnum)) * (1 - loop);
		// When the buffer is full, its last frame is written repeatedly with its own values.
		BufWr.kr(HemiolaFreeze.kr(latents, full, \now), bufnum, frame, loop);
		EnvGen.kr(Env([0, 0], [0]), full, doneAction: doneAction);
		^frame
	}

	*check { |buffer, channels|
		if(buffer.numChannels.isNil or: { buffer.numChannels == channels }) { ^this };
		Error("HemiolaRecord.kr: the buffer has % channels and the latents have %. "
			"HemiolaRecord.buffer gives one that fits.".format(buffer.numChannels, channels)).throw
	}

	// Allocates a buffer for a given time of both latents.
	*buffer { |server, seconds = 10, action|
		server = server ? Server.default;
		^Buffer.alloc(server, (Hemiola.framesPerSecond(server) * seconds).ceil.asInteger,
			Hemiola.latents(server), action)
	}
}
