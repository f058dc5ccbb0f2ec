// A command to a server's worker that waits for its answer, found by id, with a timeout.
HemiolaRequest {
	classvar count = 0;
	classvar pending;  // id -> request
	classvar answered; // server -> when it last answered anything
	classvar <replies = #['/hemiola/started', '/hemiola/stopped', '/hemiola/loaded', '/hemiola/read',
		'/hemiola/swapped', '/hemiola/freed', '/hemiola/report', '/hemiola/changed'];

	var <server, <reply, <id, <sent, patience, action, failed;

	*initClass {
		pending = Dictionary.new;
		answered = IdentityDictionary.new;
		Class.initClassTree(OSCFunc);
		StartUp.add {
			// One listener for each kind of reply; it survives Cmd-., as the worker does.
			replies.do { |reply|
				OSCFunc({ |message, time, address| this.prHear(message, address) }, reply).permanent = true
			}
		}
	}

	// message: with nil where the id goes. patience: timeout in seconds; it restarts whenever the
	// server answers other commands, as it handles them one after the other. action: called with the
	// reply's values and the time of sending. failed: called if no reply comes.
	*send { |server, message, reply, patience, action, failed|
		var request;
		if(server.hasBooted.not) {
			"Hemiola: the server % is not running, so it was not told %. Boot it first."
			.format(server.name, message[1]).warn;
			failed.value;
			^nil
		};
		request = super.newCopyArgs(server, reply, this.prNextID(server), Main.elapsedTime, patience,
			action, failed);
		pending[request.id] = request;
		server.sendMsg(*message.collect { |argument| argument ? request.id });
		request.prWatch;
		^request
	}

	// The server has ended: no more answers will come.
	*forget { |server|
		pending.values.select { |request| request.server === server }.do { |request| request.prFail(
			"the server % ended before it answered.".format(server.name)) };
		answered.removeAt(server);
	}

	// Unique among the clients of a server, as replies go to all of them. Above the numbers of models,
	// which serve as ids if a client gives none.
	*prNextID { |server|
		count = (count + 1) % 10000000;
		^(server.clientID ? 0) * 10000000 + 1000000 + count
	}

	*prHear { |message, address|
		var request = pending[message[2]];
		var servers = Server.all.select { |server| server.addr.matches(address) };
		servers.do { |server|
			answered[server] = Main.elapsedTime;
			Hemiola.prHear(server, message[0], message.drop(3));
		};
		if(request.notNil and: { request.reply == message[0] and: { servers.includes(request.server) } }) {
			request.prAnswer(message.drop(3))
		}
	}

	prAnswer { |values|
		pending.removeAt(id);
		action.value(values, sent);
	}

	prWatch {
		SystemClock.sched(patience, {
			var left = (max(sent, answered[server] ? 0) + patience) - Main.elapsedTime;
			if(pending[id] !== this) { nil } {
				if(left > 0.001) { left } {
					this.prFail("the server % did not answer within % s.".format(server.name, patience));
					nil
				}
			}
		})
	}

	prFail { |reason|
		if(pending[id] !== this) { ^this };
		pending.removeAt(id);
		"Hemiola: no %: %".format(reply, reason).warn;
		failed.value;
	}
}
