// A stand-in for the parts of SuperDirt that a global effect meets: an orbit with its buses, modules, effects
// that are made paused and wake up with their parameters, and a unit that lets a silent one sleep.
GlobalDirtEffect {
	var <>name, <>paramNames, <>numChannels, <synth, values;

	*new { |name, paramNames, numChannels| ^super.newCopyArgs(name, paramNames, numChannels) }

	play { |group, outBus, dryBus, effectBus, orbitIndex|
		this.release;
		synth = Synth.newPaused(name.asString ++ numChannels,
			[\outBus, outBus, \dryBus, dryBus, \effectBus, effectBus, \orbitIndex, orbitIndex],
			group, \addAfter)
	}

	release { synth !? { synth.run(true); synth.release(0.2) }; synth = nil }

	// With each event: what it lacks is 0; it wakes the effect if it has any of the parameters.
	set { |event|
		synth.set(*paramNames.collect { |key| [key, event[key] ? 0] }.flatten);
		if(paramNames.any { |key| event[key].notNil }) { synth.run(true) }
	}
}

DirtPause {
	*ar { |signal, graceTime = 1| ^DetectSilence.ar(signal, 0.0001, graceTime, doneAction: 1) }
}

StandInOrbit {
	var <dirt, <orbitIndex, <dryBus, <effectBus, <group, <globalEffects;

	*new { |dirt, orbitIndex| ^super.newCopyArgs(dirt, orbitIndex).init }

	init {
		dryBus = Bus.audio(dirt.server, dirt.numChannels);
		effectBus = Bus.audio(dirt.server, dirt.numChannels);
		group = Group(dirt.server);
		globalEffects = [];
	}

	globalEffects_ { |effects| globalEffects = effects.do { |one| one.numChannels = dirt.numChannels } }
	initNodeTree {
		globalEffects.reverseDo { |effect| effect.play(group, 0, dryBus, effectBus, orbitIndex) }
	}
	value { |event|
		globalEffects.do { |effect| effect.set(event) };
		event.use {
			dirt.modules.do { |module| if(module[\test].value) { module[\function].value((orbit: this)) } }
		}
	}
}

StandInDirt {
	var <server, <numChannels, <orbits, <modules;

	*new { |server, numChannels = 2, orbits = 3| ^super.newCopyArgs(server, numChannels).init(orbits) }
	init { |number|
		orbits = { |i| StandInOrbit(this, i) } ! number;
		modules = [];
	}

	// Called with the event as the environment; one of a name.
	addModule { |name, function, test|
		modules = modules.reject { |module| module[\name] == name }
			.add((name: name, function: function, test: test))
	}
}
