"""The rows of the benchmark table: what is measured, the rivals' values and limits, the targets."""
import statistics

# name: (what, unit, rival's name, rival's value, source, target, higher is better)
ROWS = {
    "sound_to_sound": ("sound to sound, default model, measured in the recording", "ms", "nn.ar", 339,
                       "measured at 48 kHz, buffer of 4096, encoder then decoder", 50, False),
    "control_sclang": ("rotation by sclang, control to sound", "ms", "HARD", 186,
                       "its controls change once in 186 ms", 25, False),
    "control_osc": ("rotation by OSC, control to sound", "ms", "HARD", 186,
                    "its controls change once in 186 ms", 25, False),
    "control_key": ("key of HemiolaKeys, control to sound", "ms", "Magenta RealTime 2", 200,
                    "notes, without audio input", 25, False),
    "cpu_1": ("CPU of the worker, one voice, encode and decode", "s/s", "nn.ar", 0.15,
              "measured at chunks of 85 ms, 8 latents, OpenBLAS", 0.22, False),
    "cpu_8": ("CPU of the worker, eight voices", "s/s", "nn.ar", 1.15,
              "measured at chunks of 85 ms, 8 latents, OpenBLAS", 0.40, False),
    "rotation_delay": ("delay of a rotated sound, as sound to sound", "ms", "Rubber Band", None, None, None,
                       False),
    "rotation_cpu": ("CPU of a rotated voice, as one voice", "s/s", "Rubber Band", None, None, None, False),
    "jack": ("JACK's own delay from an output to an input, without hardware", "ms", None, None, None, None,
             False),
    "voices": ("voices live, no late frame, no more xruns than the idle server", "voices", "nn.ar", 8,
               "measured with 8 latents and OpenBLAS; 2 with 256 latents", 16, True),
    "audio_mean": ("audio thread, a block of 64: one encoder and one decoder, mean", "us", "nn.ar",
                   6000, "measured: up to 6 ms in one block with 256 latents", 2, False),
    "audio_999": ("the same, 99.9 %, without the wake-up", "us", "nn.ar", 6000,
                  "measured: up to 6 ms in one block with 256 latents", 20, False),
    "audio_new": ("audio thread, a block in which both are made", "us", "nn.ar", 20000,
                  "measured: up to 20 ms of zeroing in the constructor", 20, False),
    "audio_free": ("audio thread, a block in which both are freed", "us", None, None, None, 20, False),
    "audio_calls": ("malloc, free, locks and waits of ours in the audio thread, per thousand blocks",
                    "calls", None, None, None, 0, False),
    "audio_wakes": ("wake-ups of the worker, per frame", "calls", None, None, None, 2.2, False),
    "boot": ("scsynth's boot with the plugin installed, against without", "x", "nn.ar", 8,
             "measured", 1.05, False),
    "boot_memory": ("scsynth's memory, the same", "x", "nn.ar", 11, "measured", 1.1, False),
    "memory": ("memory of the worker, per voice", "MB", "nn.ar", 75, "measured: 75 to 95", 2, False),
    "remix": ("hemiola remix, offline", "x real time", None, None, None, 30, True),
    "training": ("frames a second in training, against Python's torch", "x", "Python's torch", 1,
                 "the same network and batch, the same machine", 1, True),
    "distance_1": ("time per frame over its arithmetic at sgemm's rate, one voice", "x", None, None,
                   None, 3, False),
    "distance_8": ("the same, batch of 8", "x", None, None, None, 1.6, False),
    "distance_32": ("the same, batch of 32", "x", None, None, None, 1.3, False),
    "gpu_64": ("64 voices per frame on a GPU", "ms", None, None, None, None, False),
    "gpu_256": ("256 voices per frame on a GPU", "ms", None, None, None, None, False),
}


class Results:
    """Values by row, and other facts for the page."""

    def __init__(self):
        self.values, self.notes, self.reasons, self.rivals = {}, {}, {}, {}
        self.facts = {}

    def add(self, name, values, note=""):
        """One value, or those of several runs, whose median counts."""
        runs = list(values) if isinstance(values, (list, tuple)) else [values]
        self.values[name] = statistics.median(runs)
        self.notes[name] = note

    def rival(self, name, value, source):
        """What a rival reached in this run."""
        self.rivals[name] = (round(value, 4), source)

    def leave_out(self, name, reason):
        self.reasons[name] = reason

    def measures(self):
        measures = []
        for name, (what, unit, rival, reached, source, target, more) in ROWS.items():
            value = self.values.get(name)
            reached, source = self.rivals.get(name, (reached, source))
            if reached is None:
                rival = None
            met = None
            if value is not None and target is not None:
                met = value >= target if more else value <= target
            measures.append({
                "name": name, "what": what, "unit": unit,
                "value": None if value is None else round(value, 4),
                "rival": None if rival is None else
                         {"name": rival, "value": reached, "source": source},
                "target": target, "higher_is_better": more, "met": met,
                "note": self.notes.get(name, "") if value is not None else
                        "not measured: " + self.reasons.get(name, "not asked for")})
        return measures
