// The worker of each server: it comes up with the server; here it is started, asked, told and ended.
Hemiola {
	classvar <>autoStart = true;  // with each server that boots on this machine
	// The first UDP port on which a worker tries to hear OSC, unless its start names one.
	classvar <>oscPort = 57140;
	classvar states;     // server -> Event of what its worker last said
	classvar announced;  // server -> [the state that was posted last, when]
	classvar building;   // the server for which latents are being made

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

	// The sizes of a server's latents: its model's, or the default model's before it has said.
	*places { |server| ^this.prSize(server, \places, 108) }
	*channelsAPlace { |server| ^this.prSize(server, \channelsAPlace, 1) }
	*rhythm { |server| ^this.prSize(server, \rhythm, 64) }
	*harmony { |server| ^this.places(server) * this.channelsAPlace(server) }
	*latents { |server| ^this.harmony(server) + this.rhythm(server) }

	// While function runs, latents are made in the sizes of this server instead of the default one's.
	*use { |server, function|
		var before = building;
		building = server;
		^function.protect { building = before }
	}

	// Starts the worker. What is named has to be so; what is not stays as it is where one runs: so a
	// start that names nothing ends no worker and takes no model away. Returns at once; synths that
	// play before it is ready are silent and come in by themselves.
	*start { |server, model, device, voices, latency, worker, oscPort, action|
		server = this.prServer(server);
		HemiolaRequest.send(server,
			this.startMsg(model, device, voices, latency, worker, oscPort) ++ [nil, this.oscPort],
			'/hemiola/started', 70, { |values, sent|
				this.prStarted(server, values, sent);
				action.value(this.state(server), values[0] > 0)
			}, { action.value(this.state(server), false) })
	}

	// Ends the worker. Synths fall silent.
	*stop { |server, action|
		HemiolaRequest.send(this.prServer(server), this.stopMsg ++ [nil], '/hemiola/stopped', 20,
			{ action.value }, { action.value })
	}

	// Loads another model into the running worker. What plays goes on until it is ready, and for
	// good where it can't be loaded.
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

	// Asks for the counts: calls action with an Event, or posts them.
	*report { |server, action|
		server = this.prServer(server);
		HemiolaRequest.send(server, this.reportMsg ++ [nil], '/hemiola/report', 10, { |values|
			var report = ();
			#[\ready, \lateEncoderFrames, \lateDecoderFrames, \frames, \droppedFrames, \restarts,
				\latencySamples, \hopSamples, \activeEncoders, \activeDecoders,
				\meanFrameMicroseconds, \unsentFrames, \epoch, \workerPid, \voices, \places,
				\channelsAPlace, \rhythm].do { |name, i| report[name] = values[i] };
			// What is above 2^24, which a float counts to, comes behind the five values of the OSC port.
			#[\lateEncoderFrames, \lateDecoderFrames, \frames, \droppedFrames, \unsentFrames]
			.do { |name, i| report[name] = report[name] + ((values[23 + i] ? 0) * 16777216) };
			report.ready = report.ready > 0;
			if(action.notNil) { action.value(report) } { this.prPost(server, report) };
		})
	}

	// What the worker of this server last said to anybody: ready, latencySamples, hopSamples, ...
	*state { |server| ^states[this.prServer(server)] ?? { (ready: false) } }
	*ready { |server| ^this.state(server).ready }
	// Seconds from sound in to sound out, through HemiolaEncoder and HemiolaDecoder.
	*latency { |server|
		server = this.prServer(server);
		^(this.state(server).latencySamples ? 0) / (server.sampleRate ? 48000)
	}

	// Frames of latents in a second.
	*framesPerSecond { |server|
		server = this.prServer(server);
		^(server.sampleRate ? 48000) / (this.state(server).hopSamples ? 512)
	}

	// Where the worker of this server hears OSC; nil where it doesn't, or not from this machine.
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

	// The same as messages, for bundles and scores. In a score, put startMsg at time 0.
	// A path that begins with ~ begins with the home of the server's user.
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

	// Whatever a server tells, whoever asked: what one client starts, all of them play with.
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

	// sizes: latency, hop, voices, places, channels a place, rhythm, epoch. place: the port and the
	// four numbers of the address at which OSC is heard.
	*prKeep { |server, ready, sizes, place|
		var state = (ready: ready > 0);
		if(sizes[2] > 0) {
			#[\latencySamples, \hopSamples, \voices, \places, \channelsAPlace, \rhythm, \epoch]
			.do { |name, i| state[name] = sizes[i] };
			state.oscPort = place[0].asInteger;
			state.oscHost = place[1..4].asInteger.join(".");
		};
		states[server] = state;
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

	// Once, where several starts were answered by the same worker.
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
