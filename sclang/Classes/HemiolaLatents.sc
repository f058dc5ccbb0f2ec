// The two latents of one sound: harmony and rhythm, each an array of control signals.
HemiolaLatents {
	var <harmony, <rhythm;

	*new { |harmony, rhythm| ^super.newCopyArgs(harmony.asArray, rhythm.asArray) }

	// From one array, harmony first, such as In.kr(bus, Hemiola.latents).
	*fromArray { |array, harmonySize|
		harmonySize = harmonySize ?? { Hemiola.harmony };
		^this.new(array.keep(harmonySize), array.drop(harmonySize))
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
