// Writes latents into a buffer, a frame of it for each frame of theirs.
HemiolaRecord {
	// latents: a pair, or an array of signals. bufnum: a buffer of as many channels. start: its frame to
	// begin with. loop: 1 begins again at its end, 0 leaves it as it is then. Gives the frame under way.
	*kr { |latents, bufnum, start = 0, loop = 0, doneAction = 0|
		var frame, full;
		latents = latents.asArray;
		if(latents.isEmpty) { Error("HemiolaRecord.kr: there is nothing to record.").throw };
		if(bufnum.isKindOf(Buffer)) { this.check(bufnum, latents.size) };
		// Goes round by itself where it loops, as it may for days.
		frame = HemiolaFrames.kr(1, BufFrames.kr(bufnum) * loop) + start;
		full = (frame >= BufFrames.kr(bufnum)) * (1 - loop);
		// A full buffer's last frame is written over and over: with what it holds already.
		BufWr.kr(HemiolaFreeze.kr(latents, full, \now), bufnum, frame, loop);
		EnvGen.kr(Env([0, 0], [0]), full, doneAction: doneAction);
		^frame
	}

	*check { |buffer, channels|
		if(buffer.numChannels.isNil or: { buffer.numChannels == channels }) { ^this };
		Error("HemiolaRecord.kr: the buffer has % channels and the latents have %. "
			"HemiolaRecord.buffer gives one that fits.".format(buffer.numChannels, channels)).throw
	}

	// A buffer for so many seconds of both latents.
	*buffer { |server, seconds = 10, action|
		server = server ? Server.default;
		^Buffer.alloc(server, (Hemiola.framesPerSecond(server) * seconds).ceil.asInteger,
			Hemiola.latents(server), action)
	}
}
