// Starts, queries, controls and ends the worker of each server; it also starts with the server.
Hemiola {
	classvar <>autoStart = true;  // with each server that boots on this machine
	// The first UDP port that a worker tries for OSC, unless its start names one.
	classvar <>oscPort = 57140;
	classvar states;     // server -> Event: the last reported state of its worker
	classvar announced;  // server -> [last posted state, its time]
	classvar building;   // the server whose sizes new latents get

	*initClass {
		states = IdentityDictionary.new;
		announced = IdentityDictionary.new;
		[ServerBoot, ServerQuit].do { |moment|
			Class.initClassTree(moment);
			moment.add(this);
		};
	}

	*doOnServerBoot { |server|
		if(autoStart and: { server.isLocal }) { this.start(server) }
	}

	*doOnServerQuit { |server|
		[states, announced].do { |each| each.removeAt(server) };
		HemiolaRequest.forget(server);
	}

	// The sizes of a server's latents: its model's, or the default model's until they are reported.
	*places { |server| ^this.prSize(server, \places, 108) }
	*channelsAPlace { |server| ^this.prSize(server, \channelsAPlace, 1) }
	*rhythm { |server| ^this.prSize(server, \rhythm, 64) }
	*harmony { |server| ^this.places(server) * this.channelsAPlace(server) }
	*latents { |server| ^this.harmony(server) + this.rhythm(server) }

	// While function runs, latents have the sizes of this server instead of the default server's.
	*use { |server, function|
		var before = building;
		building = server;
		^function.protect { building = before }
	}

	// Starts the worker. Given arguments are required, others stay as they are if a worker runs: so a
	// start without arguments never ends a worker or replaces a model. Returns at once; synths that
	// play before it is ready are silent and start to sound by themselves.
	*start { |server, model, device, voices, latency, worker, oscPort, action|
		server = this.prServer(server);
		HemiolaRequest.send(server,
			this.startMsg(model, device, voices, latency, worker, oscPort) ++ [nil, this.oscPort],
			'/hemiola/started', 70, { |values, sent|
				this.prStarted(server, values, sent);
				action.value(this.state(server), values[0] > 0)
			}, { action.value(this.state(server), false) })
	}

	// Ends the worker. Synths become silent.
	*stop { |server, action|
		HemiolaRequest.send(this.prServer(server), this.stopMsg ++ [nil], '/hemiola/stopped', 20,
			{ action.value }, { action.value })
	}

	// Loads another model into the running worker. The old one plays on until it is ready, or if it
	// can't be loaded.
	*model { |path, server, action|
		server = this.prServer(server);
		HemiolaRequest.send(server, this.modelMsg(path) ++ [nil], '/hemiola/loaded', 70, { |values, sent|
			if(values[0] > 0) { this.prAnnounce(server, sent) } {
				"Hemiola: the model % was not loaded on %. % What plays goes on."
				.format(path, server.name, this.prWhere(server)).warn;
			};
			action.value(values[0] > 0);
		}, { action.value(false) })
	}

	// Requests the counts: calls action with an Event, or posts them.
	*report { |server, action|
		server = this.prServer(server);
		HemiolaRequest.send(server, this.reportMsg ++ [nil], '/hemiola/report', 10, { |values|
			var report = ();
			#[\ready, \lateEncoderFrames, \lateDecoderFrames, \frames, \droppedFrames, \restarts,
				\latencySamples, \hopSamples, \activeEncoders, \activeDecoders,
				\meanFrameMicroseconds, \unsentFrames, \epoch, \workerPid, \voices, \places,
				\channelsAPlace, \rhythm].do { |name, i| report[name] = values[i] };
			// A float counts to 2^24; the multiples of it follow after the five values of the OSC port.
			#[\lateEncoderFrames, \lateDecoderFrames, \frames, \droppedFrames, \unsentFrames]
			.do { |name, i| report[name] = report[name] + ((values[23 + i] ? 0) * 16777216) };
			report.ready = report.ready > 0;
			if(action.notNil) { action.value(report) } { this.prPost(server, report) };
		})
	}

	// The last reported state of this server's worker: ready, latencySamples, hopSamples, ...
	*state { |server| ^states[this.prServer(server)] ?? { (ready: false) } }
	*ready { |server| ^this.state(server).ready }
	// Seconds from sound in to sound out, through HemiolaEncoder and HemiolaDecoder.
	*latency { |server|
		server = this.prServer(server);
		^(this.state(server).latencySamples ? 0) / (server.sampleRate ? 48000)
	}

	// Frames of latents per second.
	*framesPerSecond { |server|
		server = this.prServer(server);
		^(server.sampleRate ? 48000) / (this.state(server).hopSamples ? 512)
	}

	// The OSC address of this server's worker; nil if it has none, or none that this machine can reach.
	*address { |server|
		var state, local, host;
		server = this.prServer(server);
		state = this.state(server);
		local = server.isLocal;
		host = if(local) { "127.0.0.1" } { server.addr.hostname };
		if(state.oscPort.isNil) { ^if(oscPort > 0) { NetAddr(host, oscPort) } };
		if(state.oscPort <= 0) { ^nil };
		if(state.oscHost == "0.0.0.0") { ^NetAddr(host, state.oscPort) };
		if(state.oscHost.beginsWith("127.") and: { local.not }) { ^nil };
		^NetAddr(state.oscHost, state.oscPort)
	}

	// The same for a message of this class; posts a warning if there is none.
	*prReach { |server, class|
		var address = this.address(server);
		if(address.isNil) {
			"%: the worker of % hears no OSC from here. Start it with a free port."
			.format(class, this.prServer(server)).warn
		};
		^address
	}

	// Whether a message came from this server's worker.
	*isFromWorker { |address, server|
		var own = this.address(server);
		^own.notNil and: { own.matches(address) }
	}

	// Opens the page from which voices are played, in the browser.
	*console { |server|
		var address = this.address(server);
		if(address.isNil) {
			"Hemiola: no worker of % is in reach, so there is no console. Hemiola.start starts one."
			.format(this.prServer(server)).warn;
			^this
		};
		"http://%:%/".format(address.hostname, address.port).openOS
	}

	// A window with the worker's state and a row of controls for each voice.
	*gui { |server, bounds| ^HemiolaPanel(server, bounds) }

	// Plays the next step of the tutorial: the first call begins it.
	*tutorial { |server| ^HemiolaTutorial.next(server) }

	// The same as messages, for bundles and scores. In a score, put startMsg at time 0.
	// A leading ~ in a path is the home of the server's user.
	*startMsg { |model, device, voices, latency, worker, oscPort|
		^['/cmd', '/hemiola/start', (model ? "").asString, (voices ? 0).asFloat, (latency ? 0).asFloat,
			(device ? "").asString, (worker ? "").asString, (oscPort ? 0).asInteger]
	}
	*stopMsg { ^['/cmd', '/hemiola/stop'] }
	*modelMsg { |path| ^['/cmd', '/hemiola/model', (path ? "").asString] }
	*reportMsg { ^['/cmd', '/hemiola/report'] }

	*prServer { |server| ^server ? building ? Server.default }

	*prSize { |server, name, otherwise|
		var size = (this.state(server)[name] ? 0).asInteger;
		^if(size > 0) { size } { otherwise }
	}

	// Called for every reply of a server, whichever client it is for: all clients share one worker.
	*prHear { |server, reply, values|
		switch(reply,
			'/hemiola/started', { this.prKeep(server, values[8], values[1..7], values[9..]) },
			'/hemiola/changed', { this.prKeep(server, values[8], values[1..7], values[9..]) },
			'/hemiola/stopped', { states.removeAt(server) },
			'/hemiola/loaded', { this.prKeepLoaded(server, values) },
			'/hemiola/swapped', { this.prKeepLoaded(server, values) },
			'/hemiola/report', {
				this.prKeep(server, values[0], values[[6, 7, 14, 15, 16, 17, 12]], values[18..])
			}
		)
	}

	*prKeepLoaded { |server, values|
		if(values[0] > 0) { this.prKeep(server, values[8], values[1..7], values[9..]) }
	}

	// sizes: latency, hop, voices, places, channels per place, rhythm, epoch. place: the port and the
	// four numbers of the address at which the worker receives OSC.
	*prKeep { |server, ready, sizes, place|
		// A worker that is starting has voices, but no sizes and no port yet: most likely those of the last one.
		var state = if(sizes[2] > 0) { this.state(server).copy } { () };
		var fresh;
		state.ready = ready > 0;
		if(sizes[1] > 0) {
			#[\latencySamples, \hopSamples, \voices, \places, \channelsAPlace, \rhythm, \epoch]
			.do { |name, i| state[name] = sizes[i] };
			state.oscPort = place[0].asInteger;
			state.oscHost = place[1..4].asInteger.join(".");
		};
		fresh = state.ready and: { this.ready(server).not or: { this.state(server).epoch != state.epoch } };
		states[server] = state;
		if(fresh) { HemiolaVoice.prTellAll(server) };
	}

	*prStarted { |server, values, sent|
		if(values[0] > 0) { ^this.prAnnounce(server, sent) };
		if(this.ready(server)) {
			"Hemiola: this start on % was refused; the worker that runs goes on. %".format(
				server, this.prWhere(server)).warn
		} {
			"Hemiola: no worker on %. % Hemiola.start tries again."
			.format(server, this.prWhere(server)).warn
		}
	}

	*prWhere { |server|
		^if(server.isLocal) { "See above for the reason." } { "Its own post window has the reason." }
	}

	// Posts once if several starts were answered by the same worker.
	*prAnnounce { |server, sent|
		var state = this.state(server), last = announced[server];
		if(last.notNil and: { last[0] == state and: { last[1] >= sent } }) { ^this };
		announced[server] = [state, Main.elapsedTime];
		"Hemiola: ready on %: % voices, % ms from sound to sound.\n".postf(
			server, state.voices.asInteger, (this.latency(server) * 1000).round(0.1));
	}

	*prPost { |server, report|
		"Hemiola on %: %, % frames; late: % encoder, % decoder; dropped: %; restarts: %.\n".postf(
			server, if(report.ready) { "ready" } { "not ready" }, report.frames.asInteger,
			report.lateEncoderFrames.asInteger, report.lateDecoderFrames.asInteger,
			report.droppedFrames.asInteger, report.restarts.asInteger);
	}
}
