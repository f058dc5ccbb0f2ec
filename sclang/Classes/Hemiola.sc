// The worker of each server: it comes up with the server; here it is started, asked, told and ended.
Hemiola {
	// What the default model makes of sound. A worker with another model changes them.
	classvar <places = 108, <channelsAPlace = 1, <rhythm = 64;
	classvar <>autoStart = true;  // with each server that boots on this machine
	classvar <>oscPort = 57140;   // on which a worker hears OSC unless its start names another
	classvar states;              // server -> Event of what its worker last said
	classvar oscPorts;            // server -> the port that its worker was started with

	*initClass {
		states = IdentityDictionary.new;
		oscPorts = IdentityDictionary.new;
		[ServerBoot, ServerQuit].do { |moment|
			Class.initClassTree(moment);
			moment.add(this);
		};
	}

	*doOnServerBoot { |server|
		if(autoStart and: { server.isLocal }) { this.start(server) }
	}

	*doOnServerQuit { |server| states[server] = nil }

	*harmony { ^places * channelsAPlace }
	*latents { ^this.harmony + rhythm }

	// Starts the worker, unless one with these very options runs. Returns at once; synths that play
	// before it is ready are silent and come in by themselves.
	*start { |server, model, device, voices, latency, worker, oscPort, action|
		server = server ? Server.default;
		oscPorts[server] = oscPort = oscPort ? this.oscPort;
		this.prWhenTold(server, '/hemiola/started', { |values|
			this.prStarted(server, values);
			action.value(this.state(server));
		});
		server.sendMsg(*this.startMsg(model, device, voices, latency, worker, oscPort))
	}

	// Ends the worker. Synths fall silent.
	*stop { |server, action|
		server = server ? Server.default;
		this.prWhenTold(server, '/hemiola/stopped', {
			states[server] = nil;
			action.value;
		});
		server.sendMsg(*this.stopMsg)
	}

	// Loads another model into the running worker. What plays goes on until it is ready, and for
	// good where it can't be loaded.
	*model { |path, server, action|
		server = server ? Server.default;
		this.prWhenTold(server, '/hemiola/loaded', { |values|
			if(values[0] > 0) { this.prStarted(server, values) };
			action.value(values[0] > 0);
		});
		server.sendMsg(*this.modelMsg(path))
	}

	// Asks for the counts: calls action with an Event, or posts them.
	*report { |server, action|
		server = server ? Server.default;
		this.prWhenTold(server, '/hemiola/report', { |values|
			var report = ();
			#[\ready, \lateEncoderFrames, \lateDecoderFrames, \frames, \droppedFrames, \restarts,
				\latencySamples, \hopSamples, \activeEncoders, \activeDecoders,
				\meanFrameMicroseconds, \unsentFrames, \epoch, \workerPid, \voices, \places,
				\channelsAPlace, \rhythm].do { |name, i| report[name] = values[i] };
			report.ready = report.ready > 0;
			if(action.notNil) { action.value(report) } { this.prPost(server, report) };
		});
		server.sendMsg(*this.reportMsg)
	}

	// What the worker of this server said when it came up: ready, latencySamples, hopSamples, ...
	*state { |server| ^states[server ? Server.default] ?? { (ready: false) } }
	*ready { |server| ^this.state(server).ready }
	// Seconds from sound in to sound out, through HemiolaEncoder and HemiolaDecoder.
	*latency { |server|
		server = server ? Server.default;
		^(this.state(server).latencySamples ? 0) / (server.sampleRate ? 48000)
	}

	// Frames of latents in a second.
	*framesPerSecond { |server|
		server = server ? Server.default;
		^(server.sampleRate ? 48000) / (this.state(server).hopSamples ? 512)
	}

	// Where the worker of this server hears OSC; nil where it was told not to listen.
	*address { |server|
		var port = oscPorts[server ? Server.default] ? oscPort;
		^if(port > 0) { NetAddr("127.0.0.1", port) }
	}

	// The same as messages, for bundles and scores. In a score, put startMsg at time 0.
	*startMsg { |model, device, voices, latency, worker, oscPort|
		^['/cmd', '/hemiola/start', (model ? "").asString.standardizePath, (voices ? 0).asFloat,
			(latency ? 0).asFloat, (device ? "").asString, (worker ? "").asString.standardizePath,
			(oscPort ? 0).asInteger]
	}
	*stopMsg { ^['/cmd', '/hemiola/stop'] }
	*modelMsg { |path| ^['/cmd', '/hemiola/model', path.asString.standardizePath] }
	*reportMsg { ^['/cmd', '/hemiola/report'] }

	*prWhenTold { |server, address, function|
		OSCFunc({ |message| function.value(message.drop(3)) }, address, server.addr).oneShot
	}

	// Takes over what a reply says of the model that plays now.
	*prModelChanged { |server, values|
		var state = ();
		#[\ready, \latencySamples, \hopSamples, \voices, \places, \channelsAPlace, \rhythm, \epoch]
		.do { |name, i| state[name] = values[i] };
		state.ready = state.ready > 0;
		states[server] = state;
		if(state.ready) {
			places = state.places.asInteger;
			channelsAPlace = state.channelsAPlace.asInteger;
			rhythm = state.rhythm.asInteger;
		};
		^state
	}

	*prStarted { |server, values|
		var state = this.prModelChanged(server, values);
		if(state.ready) {
			"Hemiola: ready on %: % voices, % ms from sound to sound.\n".postf(
				server, state.voices.asInteger, (this.latency(server) * 1000).round(0.1));
		} {
			"Hemiola: no worker on %. See above for the reason; Hemiola.start tries again."
			.format(server).warn;
		};
	}

	*prPost { |server, report|
		"Hemiola on %: %, % frames; late: % encoder, % decoder; dropped: %; restarts: %.\n".postf(
			server, if(report.ready) { "ready" } { "not ready" }, report.frames.asInteger,
			report.lateEncoderFrames.asInteger, report.lateDecoderFrames.asInteger,
			report.droppedFrames.asInteger, report.restarts.asInteger);
	}
}
