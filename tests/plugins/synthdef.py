"""SynthDefs encoded as bytes, so that plugin tests need no sclang."""
import struct

SCALAR, CONTROL, AUDIO = 0, 1, 2
BINARY = {"+": 0, "-": 1, "*": 2}


class SynthDef:
    """unit() returns the outputs as (unit, index) pairs; inputs that are numbers become constants."""

    def __init__(self, name, **controls):
        self.name = name
        self.constants = []
        self.units = []
        self.controls = controls
        self.control = {}
        if controls:
            outputs = self.unit("Control", CONTROL, [], len(controls))
            self.control = dict(zip(controls, outputs))

    def unit(self, name, rate, inputs, outputs=1, special=0):
        references = []
        for value in inputs:
            if isinstance(value, tuple):
                references.append(value)
            else:
                if float(value) not in self.constants:
                    self.constants.append(float(value))
                references.append((-1, self.constants.index(float(value))))
        self.units.append((name, rate, references, outputs, special))
        return [(len(self.units) - 1, index) for index in range(outputs)]

    def operator(self, sign, rate, a, b):
        return self.unit("BinaryOpUGen", rate, [a, b], 1, BINARY[sign])[0]

    def out(self, bus, signals, rate=AUDIO):
        self.unit("Out", rate, [bus] + list(signals), 0)
        return self

    def bytes(self):
        def text(value):
            return struct.pack(">B", len(value)) + value.encode()
        data = b"SCgf" + struct.pack(">ih", 2, 1) + text(self.name)
        data += struct.pack(">i", len(self.constants))
        data += b"".join(struct.pack(">f", value) for value in self.constants)
        data += struct.pack(">i", len(self.controls))
        data += b"".join(struct.pack(">f", value) for value in self.controls.values())
        data += struct.pack(">i", len(self.controls))
        for index, name in enumerate(self.controls):
            data += text(name) + struct.pack(">i", index)
        data += struct.pack(">i", len(self.units))
        for name, rate, inputs, outputs, special in self.units:
            data += text(name) + struct.pack(">biih", rate, len(inputs), outputs, special)
            data += b"".join(struct.pack(">ii", *reference) for reference in inputs)
            data += struct.pack(">b", rate) * outputs
        return data + struct.pack(">h", 0)


def white_noise(definition, seed=7):
    """White noise that is the same at any start time."""
    definition.unit("RandSeed", SCALAR, [1, seed])
    return definition.unit("WhiteNoise", AUDIO, [])[0]


WIRE_HARMONY = 216  # channels of the wire worker (tests/worker/wire.h)


def encoder(definition, sound, voice=-1, harmony=WIRE_HARMONY, rhythm=64):
    return definition.unit("HemiolaEncoder", CONTROL, [sound, voice, harmony], harmony + rhythm)


def decoder(definition, latents, voice=-1, harmony=WIRE_HARMONY):
    return definition.unit("HemiolaDecoder", AUDIO, [voice, harmony] + list(latents))[0]
