// The two latents of one sound: harmony and rhythm, each an array of control signals.
HemiolaLatents {
	var <harmony, <rhythm;

	*new { |harmony, rhythm| ^super.newCopyArgs(harmony.asArray, rhythm.asArray) }

	// From one array, harmony first, such as In.kr(bus, Hemiola.latents).
	*fromArray { |array, harmonySize|
		harmonySize = harmonySize ?? { Hemiola.harmony };
		^this.new(array.keep(harmonySize), array.drop(harmonySize))
	}

	// Whether this is an array of pairs, as HemiolaEncoder gives for several sounds. Units that take a
	// pair take such an array too, and give an array.
	*areSeveral { |latents|
		^latents.isSequenceableCollection and: { latents.notEmpty and: {
			latents.every(_.isKindOf(HemiolaLatents)) } }
	}

	// The part of an argument for the sound at this index: arrays wrap around, other values are for all.
	*nth { |value, i|
		^if(value.isSequenceableCollection and: { value.isString.not }) { value.wrapAt(i) } { value }
	}

	asArray { ^harmony ++ rhythm }
	asUGenInput { ^this.asArray }
	asControlInput { ^this.asArray }
	size { ^harmony.size + rhythm.size }

	// Calls function with harmony and with rhythm; returns a pair of the results.
	collectParts { |function| ^this.class.new(function.(harmony), function.(rhythm)) }

	printOn { |stream|
		stream << "HemiolaLatents(" << harmony.size << " harmony, " << rhythm.size << " rhythm)"
	}
}
