// A model on the server, as a Buffer is sound on it: read once, then played and left by number.
HemiolaModel {
	classvar counts;  // server -> how many numbers were given out

	var <server, <number, <path;
	var <ready = false, <latency, <hop, <places, <channelsAPlace, <rhythm;
	var reading = false, waiting;  // Conditions of those who wait until it is read

	*initClass { counts = IdentityDictionary.new }

	*new { |server, number, path|
		server = server ? Server.default;
		^super.newCopyArgs(server, number ?? { this.prNextNumber(server) },
			path !? { path.asString }).init
	}

	init { waiting = [] }

	// Has the worker load a model beside the one that plays. Returns at once. action: called with this
	// when it is there, or has failed: see ready.
	*read { |server, path, action|
		^this.new(server, nil, path).prRead(action)
	}

	// Makes this the model that plays, in a crossfade. action: called with this and true or false.
	swap { |action|
		this.prAsk(this.swapMsg, '/hemiola/swapped', { |values| action.value(this, values[0] > 0) })
	}

	// Forgets it. Where it plays, it plays on.
	free { |action|
		ready = false;
		this.prAsk(this.freeMsg, '/hemiola/freed', { |values| action.value(this, values[0] > 0) })
	}

	// In a Routine: waits until it is read, or has failed, however long that takes. Returns ready.
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
	// Whether synths that were made for the present sizes fit it.
	fits { ^ready and: {
		[places, channelsAPlace, rhythm] ==
		[Hemiola.places(server), Hemiola.channelsAPlace(server), Hemiola.rhythm(server)] } }

	// The same as messages, for bundles and scores.
	readMsg { ^['/cmd', '/hemiola/read', number, path ? ""] }
	swapMsg { ^['/cmd', '/hemiola/swap', number] }
	freeMsg { ^['/cmd', '/hemiola/free', number] }

	printOn { |stream| stream << "HemiolaModel(" << number << ", " << path << ")" }

	// Clients of one server don't take each other's numbers.
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

	// function: gets the values of the answer, zeros where none came.
	prAsk { |message, reply, function|
		HemiolaRequest.send(server, message ++ [nil], reply, 70, function, { function.value(0 ! 14) })
	}
}
