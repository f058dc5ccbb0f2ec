// A model loaded on the server, similar to a Buffer: read once, then swapped in by number.
HemiolaModel {
	classvar counts;  // server -> how many numbers have been used

	var <server, <number, <path;
	var <ready = false, <latency, <hop, <places, <channelsAPlace, <rhythm;
	var reading = false, waiting;  // Conditions of callers of sync

	*initClass { counts = IdentityDictionary.new }

	*new { |server, number, path|
		server = server ? Server.default;
		^super.newCopyArgs(server, number ?? { this.prNextNumber(server) },
			path !? { path.asString }).init
	}

	init { waiting = [] }

	// Lets the worker load a model while another one plays. Returns at once. action: called with this
	// when it is loaded, or has failed: see ready.
	*read { |server, path, action|
		^this.new(server, nil, path).prRead(action)
	}

	// Makes this the model that plays, with a crossfade. action: called with this and true or false.
	swap { |action|
		this.prAsk(this.swapMsg, '/hemiola/swapped', { |values| action.value(this, values[0] > 0) })
	}

	// Frees it. If it plays, it plays on.
	free { |action|
		ready = false;
		this.prAsk(this.freeMsg, '/hemiola/freed', { |values| action.value(this, values[0] > 0) })
	}

	// In a Routine: waits until it is read, or has failed, without a time limit. Returns ready.
	sync {
		var condition;
		if(reading.not) { ^ready };
		condition = Condition.new;
		waiting = waiting.add(condition);
		condition.wait;
		^ready
	}

	harmony { ^places * channelsAPlace }
	latents { ^this.harmony + rhythm }
	// Whether synths made for the present sizes fit it.
	fits { ^ready and: {
		[places, channelsAPlace, rhythm] ==
		[Hemiola.places(server), Hemiola.channelsAPlace(server), Hemiola.rhythm(server)] } }

	// The same as messages, for bundles and scores.
	readMsg { ^['/cmd', '/hemiola/read', number, path ? ""] }
	swapMsg { ^['/cmd', '/hemiola/swap', number] }
	freeMsg { ^['/cmd', '/hemiola/free', number] }

	printOn { |stream| stream << "HemiolaModel(" << number << ", " << path << ")" }

	// Different for each client of a server.
	*prNextNumber { |server|
		var count = counts[server] ? 0;
		counts[server] = count + 1;
		^server.clientID * 1000 + count
	}

	prRead { |action|
		reading = true;
		this.prAsk(this.readMsg, '/hemiola/read', { |values|
			reading = false;
			ready = values[0] > 0;
			if(ready) { this.prKeep(values) } {
				"% was not read. The server has posted why; what plays goes on.".format(this).warn
			};
			waiting.do { |condition| condition.test = true; condition.signal };
			waiting = [];
			action.value(this)
		})
	}

	prKeep { |values|
		latency = values[1] / (server.sampleRate ? 48000);
		hop = values[2].asInteger;
		#places, channelsAPlace, rhythm = values[[4, 5, 6]].asInteger;
	}

	// function: called with the values of the answer, zeros if none came.
	prAsk { |message, reply, function|
		HemiolaRequest.send(server, message ++ [nil], reply, 70, function, { function.value(0 ! 14) })
	}
}
