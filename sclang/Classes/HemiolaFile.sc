// Reads and writes files of latents: .npz for the program hemiola and NumPy, .wav for buffers.
HemiolaFile {
	classvar <>program;  // the path of hemiola; nil: searched

	// Calls action with an array of frames, each an array of numbers, harmony first; with nil if the
	// file can't be read.
	*read { |path, action|
		this.prToWav(path, { |wav, done|
			var frames = wav !? { this.prFrames(wav) };
			done.value;
			action.value(frames)
		})
	}

	// frames: as from read. Calls action with true or false.
	*write { |path, frames, action|
		var wav = this.prWavFor(path), file;
		if(frames.isEmpty or: { frames.any { |frame| frame.size != frames.first.size } }) {
			Error("HemiolaFile.write: frames are arrays of one size, such as Hemiola.latents numbers. "
				"Here is none, or one of another size.").throw
		};
		file = SoundFile(wav).headerFormat_("WAV").sampleFormat_("float")
		.numChannels_(frames.first.size).sampleRate_(Server.default.sampleRate ? 48000);
		if(file.openWrite(wav).not) {
			this.prWarn(wav, "can't be written. Is its folder there?");
			^action.value(false)
		};
		file.writeData(FloatArray.newFrom(frames.flat));
		file.close;
		this.prFromWav(wav, path, action)
	}

	// Calls action with a new buffer of the file's contents, or with nil.
	*readBuffer { |server, path, action|
		this.prToWav(path, { |wav, done|
			if(wav.isNil) { action.value(nil) } {
				Buffer.read(server, wav, action: { |buffer|
					done.value;
					action.value(buffer)
				})
			}
		})
	}

	// buffer: as HemiolaRecord fills it. Calls action with true or false.
	*writeBuffer { |buffer, path, action|
		var wav = this.prWavFor(path);
		buffer.write(wav, "wav", "float");
		fork {
			buffer.server.sync;
			if(File.exists(wav)) { this.prFromWav(wav, path, action) } {
				this.prWarn(wav, "was not written by the server. Is its folder there?");
				action.value(false)
			}
		}
	}

	*prIsArrays { |path| ^PathName(path).extension == "npz" }

	// The file itself, or a temporary sound file for the conversion.
	*prWavFor { |path|
		if(this.prIsArrays(path).not) { ^path.standardizePath };
		^PathName.tmp +/+ "hemiola-%.wav".format(2000000000.rand)
	}

	// Calls action with the path of a sound file, or nil, and a function to call after reading it.
	*prToWav { |path, action|
		var wav = this.prWavFor(path);
		path = path.standardizePath;
		if(File.exists(path).not) {
			this.prWarn(path, "is not there.");
			^action.value(nil)
		};
		if(wav == path) { ^action.value(wav) };
		this.prRun(path, wav, { |made| action.value(if(made) { wav }, { File.delete(wav) }) })
	}

	*prFromWav { |wav, path, action|
		path = path.standardizePath;
		if(wav == path) { ^action.value(true) };
		this.prRun(wav, path, { |made|
			File.delete(wav);
			action.value(made)
		})
	}

	*prRun { |from, to, action|
		[this.prProgram, "latents", from, to].collect(_.shellQuote).join($ ).unixCmd({ |status|
			if(status != 0) {
				this.prWarn(to, "could not be made of %. The program hemiola says above why; where it was "
					"not found, name it: HemiolaFile.program = \"/usr/bin/hemiola\".".format(from))
			};
			action.value(status == 0)
		}, false)
	}

	*prFrames { |path|
		var file = SoundFile.openRead(path), numbers;
		if(file.isNil) {
			this.prWarn(path, "is no sound file.");
			^nil
		};
		numbers = FloatArray.newClear(file.numFrames * file.numChannels);
		file.readData(numbers);
		file.close;
		^numbers.clump(file.numChannels)
	}

	*prWarn { |path, reason| "HemiolaFile: % %".format(path, reason).warn }

	// The program hemiola: the one installed with these classes, or the one that the shell finds.
	*prProgram {
		var prefix = this.filenameSymbol.asString;
		6.do { prefix = prefix.dirname };
		^program ?? {
			["HEMIOLA_WORKER".getenv, prefix +/+ "bin/hemiola"].detect { |path|
				path.notNil and: { path.notEmpty } and: { File.exists(path) }
			} ? "hemiola"
		}
	}
}
