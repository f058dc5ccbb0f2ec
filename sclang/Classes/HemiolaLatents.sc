// The two latents of one sound: harmony and rhythm, each an array of control signals.
HemiolaLatents {
	var <harmony, <rhythm;

	*new { |harmony, rhythm| ^super.newCopyArgs(harmony.asArray, rhythm.asArray) }

	// From one array, harmony first, such as In.kr(bus, Hemiola.latents).
	*fromArray { |array, harmonySize|
		harmonySize = harmonySize ?? { Hemiola.harmony };
		^this.new(array.keep(harmonySize), array.drop(harmonySize))
	}

	// Whether this is the latents of several sounds: an array of pairs, as HemiolaEncoder gives it for
	// several. What takes a pair takes such an array, too, and gives an array.
	*areSeveral { |latents|
		^latents.isSequenceableCollection and: { latents.notEmpty and: {
			latents.every(_.isKindOf(HemiolaLatents)) } }
	}

	// What of an argument is for the sound of this number: arrays go round, all else is for each.
	*nth { |value, i|
		^if(value.isSequenceableCollection and: { value.isString.not }) { value.wrapAt(i) } { value }
	}

	asArray { ^harmony ++ rhythm }
	asUGenInput { ^this.asArray }
	asControlInput { ^this.asArray }
	size { ^harmony.size + rhythm.size }

	// Calls function with harmony and with rhythm; a pair again.
	collectParts { |function| ^this.class.new(function.(harmony), function.(rhythm)) }

	printOn { |stream|
		stream << "HemiolaLatents(" << harmony.size << " harmony, " << rhythm.size << " rhythm)"
	}
}
