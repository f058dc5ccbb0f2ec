// A voice with a name, by which code, patterns, OSC and the console address it.
HemiolaVoice {
	classvar voices;  // server -> IdentityDictionary: name -> HemiolaVoice

	var <name, <number, <server;

	*initClass { voices = IdentityDictionary.new }

	// The voice of this name on this server; the first time, a free number gets it: the highest, as
	// voices without number take the lowest.
	*new { |name, server|
		var named, voice;
		server = Hemiola.prServer(server);
		name = name.asSymbol;
		named = voices[server] ?? { IdentityDictionary.new };
		voices[server] = named;
		if(named[name].isNil) {
			voice = super.newCopyArgs(name, this.prFreeNumber(server, named), server);
			named[name] = voice;
			voice.prTell
		};
		^named[name]
	}

	// A number for what may be one, a name or a HemiolaVoice; anything else is returned unchanged.
	*number { |voice, server|
		^case
		{ voice.isKindOf(Symbol) or: { voice.isString } } { this.new(voice, server).number }
		{ voice.isKindOf(HemiolaVoice) } { voice.number }
		{ voice }
	}

	// Those of a server, lowest number first.
	*all { |server|
		^(voices[Hemiola.prServer(server)] ?? { () }).values.asArray.sort { |a, b| a.number < b.number }
	}

	// The same as an event of the type \hemiola, at once: set(\rotate, 5, \freezeHarmony, 1).
	set { |... pairs|
		Hemiola.prReach(server, this.class) !? {
			HemiolaEvent.tell((voice: number).putPairs(pairs), server)
		}
	}
	reset { this.set(\reset, 1) }

	// The name is free again; what plays goes on.
	free {
		voices[server].removeAt(name);
		if(Hemiola.ready(server)) { this.prSend("-") }
	}

	printOn { |stream| stream << "HemiolaVoice(" <<< name << "): " << number }

	// A worker has started: it knows no names.
	*prTellAll { |server| this.all(server).do(_.prTell) }
	prTell { if(Hemiola.ready(server)) { this.prSend(name) } }
	prSend { |text|
		Hemiola.prReach(server, this.class) !? { |address|
			address.sendMsg("/hemiola/%/name".format(number), text.asString)
		}
	}

	// Each client names voices of its own share, as with buses.
	*prFreeNumber { |server, named|
		var voices = (Hemiola.state(server).voices ? 8).asInteger;
		var share = (voices div: (server.maxNumClients ? 1).max(1)).max(1);
		var last = (voices - 1 - ((server.clientID ? 0) * share)).max(0);
		var taken = named.values.collect(_.number);
		var free = (last, last - 1 .. (last - share + 1).max(0)).detect { |number| taken.includes(number).not };
		if(free.isNil) {
			Error("HemiolaVoice: all % voices have names: %. Free one, or get more with "
				"Hemiola.start(s, voices: 32).".format(share, named.keys.asArray.sort)).throw
		};
		^free
	}
}
