// A model on the server, as a Buffer is sound on it: read once, then played and left by number.
HemiolaModel {
	classvar counts;  // server -> how many numbers were given out

	var <server, <number, <path;
	var <ready = false, <latency, <hop, <places, <channelsAPlace, <rhythm;
	var waiting;  // Conditions of those who wait until it is read

	*initClass { counts = IdentityDictionary.new }

	*new { |server, number, path|
		server = server ? Server.default;
		^super.newCopyArgs(server, number ?? { this.prNextNumber(server) },
			path !? { path.asString.standardizePath }).init
	}

	init { waiting = [] }

	// Has the worker load a model beside the one that plays. Returns at once. action: called with this
	// when it is there, or has failed: see ready.
	*read { |server, path, action|
		^this.new(server, nil, path).prRead(action)
	}

	// Makes this the model that plays, in a crossfade. action: called with this and true or false.
	swap { |action|
		this.prWhenTold('/hemiola/swapped', { |values|
			if(values[0] > 0) { Hemiola.prModelChanged(server, values) };
			action.value(this, values[0] > 0)
		});
		server.sendMsg(*this.swapMsg)
	}

	// Forgets it. Where it plays, it plays on.
	free { |action|
		ready = false;
		this.prWhenTold('/hemiola/freed', { |values| action.value(this, values[0] > 0) });
		server.sendMsg(*this.freeMsg)
	}

	// In a Routine: waits until it is read, or has failed, however long that takes. Returns ready.
	sync {
		var condition;
		if(ready) { ^true };
		condition = Condition.new;
		waiting = waiting.add(condition);
		condition.wait;
		^ready
	}

	harmony { ^places * channelsAPlace }
	latents { ^this.harmony + rhythm }
	// Whether synths that were made for the present sizes fit it.
	fits { ^ready and: {
		[places, channelsAPlace, rhythm] == [Hemiola.places, Hemiola.channelsAPlace, Hemiola.rhythm] } }

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
		this.prWhenTold('/hemiola/read', { |values|
			ready = values[0] > 0;
			if(ready) { this.prKeep(values) } {
				"% was not read. The server has posted why; what plays goes on.".format(this).warn
			};
			waiting.do { |condition| condition.test = true; condition.signal };
			waiting = [];
			action.value(this)
		});
		server.sendMsg(*this.readMsg)
	}

	prKeep { |values|
		latency = values[1] / (server.sampleRate ? 48000);
		hop = values[2].asInteger;
		#places, channelsAPlace, rhythm = values[[4, 5, 6]].asInteger;
	}

	// The reply's id is the number.
	prWhenTold { |address, function|
		OSCFunc({ |message| function.value(message.drop(3)) }, address, server.addr,
			argTemplate: [nil, number]).oneShot
	}
}
