// The options of hemiola train, in groups.
#include "programs/train_options.h"

#include "programs/checks.h"

namespace hemiola::programs {

void add_train_options(CLI::App& command, TrainArguments& a) {
  auto& o = a.options;
  command.add_option("--audio", o.audio,
                     "Folder of sound files (wav, flac, ogg, mp3), one file, or several of them");
  command
      .add_option(
          "--shares", o.shares,
          "How often each of several folders is heard (default: in proportion to its length)")
      ->check(above_zero());
  command.add_option("--out", o.out, "The model file to write; its run folder is OUT.run")
      ->required();
  command.add_option("--from", o.from, "Start from this model's weights");
  command
      .add_option("--keep", o.keep,
                  "Share of the weights of --from in the result: they are averaged with what was "
                  "learned, which keeps more of what the model could do (default 0)")
      ->check(CLI::Range(0.0, 1.0))
      ->needs("--from");
  command
      .add_option("--practice", a.practice_share,
                  "With --from and one folder: share of practice music beside it, so that the "
                  "model does not forget what it could do (default 0.3; 0: none)")
      ->check(CLI::Range(0.0, 0.9));
  command
      .add_option("--practice-minutes", a.practice_minutes,
                  "How much of it is rendered, once, into --cache (default 30)")
      ->check(above_zero());
  command
      .add_option("--minutes", o.max_minutes,
                  "At most so many minutes of each folder, spread evenly (default: all)")
      ->check(above_zero());
  command.add_option("--preset", a.preset, "pitch (default) or paper (the published network)")
      ->check(CLI::IsMember({"pitch", "paper"}));
  command.add_flag("--resume", o.resume, "Go on from the last checkpoint in OUT.run");
  command.add_flag("--restart", a.restart, "Drop the checkpoint in OUT.run and begin again");
  command.add_option("--device", o.device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
  command.add_option("--frames", o.frames, "Frames to train on (default 3e6; 1e6 with --from)")
      ->check(above_zero());
  command.add_option("--batch", o.batch, "Excerpts a step, an even number (default 8)")
      ->check(even_between(2, 512));
  command.add_option("--clip-frames", o.examples.frames, "Frames an excerpt (default 160)")
      ->check(CLI::Range(8, 4096));
  command
      .add_option("--largest-shift", o.largest_shift_semitones,
                  "Semitones of the largest shift, up and down (default 7)")
      ->check(CLI::Range(1.0, 24.0));
  command.add_option("--keys", o.keys, "Other keys in which each piece is heard (default 3)")
      ->check(CLI::Range(1, 12));
  command.add_option("--features", o.features,
                     "Folder for the prepared music (default OUT.run/features)");
  command.add_option("--learning-rate", o.learning_rate, "Default 1.2e-3; 5e-4 with --from")
      ->check(above_zero());
  command
      .add_option("--width", o.width,
                  "Channels of the encoder (default 32, or what --from has; more widens it)")
      ->check(CLI::Range(4, 512));
  command
      .add_option("--decoder-width", o.decoder_width,
                  "Channels of the decoder (default 48, or what --from has; more widens it)")
      ->check(CLI::Range(4, 512));
  command.add_option("--seed", o.examples.seed, "Same seed, same run (default 1)");
  command.add_option("--threads", o.threads, "0 (default): all cores")->check(CLI::Range(0, 1024));
  command.add_option("--save-every", o.save_seconds, "Seconds between checkpoints (default 120)")
      ->check(zero_or_more());
  const char* sound = "Training the sound network (the second stage)";
  command
      .add_option("--sound-frames", a.sound.frames,
                  "Frames of it (default 1e6; 0: none, the model sounds by phase integration)")
      ->check(zero_or_more())
      ->group(sound);
  command.add_option("--sound-rate", a.sound.learning_rate, "Learning rate (default 1e-3)")
      ->check(above_zero())
      ->group(sound);
  command.add_option("--sound-width", a.sound.width, "Channels of a new network (default 256)")
      ->check(CLI::Range(4, 2048))
      ->group(sound);
  command
      .add_option(
          "--sound-window", a.sound.window_seconds,
          "Seconds of a frame of the sound, half of which are delay (default 0.0232, or what "
          "--from has)")
      ->check(CLI::Range(0.0214, 0.2))
      ->group(sound);
  command
      .add_flag("--sound-only", a.sound_only,
                "Leave the model of --from as it is and learn the sound alone")
      ->group(sound);
  command
      .add_option("--adversarial", a.sound.adversarial,
                  "Share of the --sound-frames, the last, in which discriminators judge the sound, "
                  "too (default 0: none; 1: all, for a network that plays already)")
      ->check(CLI::Range(0.0, 1.0))
      ->group(sound);
  command
      .add_option("--adversarial-weight", a.sound.adversary.score_share,
                  "How hard they pull, relative to the spectral loss (default 1)")
      ->check(zero_or_more())
      ->group(sound);
  command
      .add_option("--features-weight", a.sound.adversary.feature_share,
                  "How hard what they see in true sounds pulls (default 1)")
      ->check(zero_or_more())
      ->group(sound);
  command
      .add_option("--discriminator-rate", a.sound.adversary.learning_rate,
                  "Their learning rate (default 1e-3)")
      ->check(above_zero())
      ->group(sound);
  command
      .add_option("--discriminator-width", a.sound.adversary.width,
                  "Channels of their first layers (default 16)")
      ->check(CLI::Range(2, 128))
      ->group(sound);
  const char* notes = "Chords as notation";
  command
      .add_flag(
          "--notes-only", a.notes_only,
          "Leave the model of --from as it is and fit its map from notes to harmony (no --audio: "
          "it needs practice music, which it renders)")
      ->group(notes);
  command
      .add_option("--notes-clips", a.notes.clips, "Clips of twelve seconds for it (default 128)")
      ->check(CLI::Range(8, 10000))
      ->group(notes);
  command
      .add_option("--cache", a.notes.cache, "Folder for practice music (default ~/.cache/hemiola)")
      ->group(notes);
  auto& w = o.weights;
  const auto weight = [&](const char* name, double& value, const char* meaning) {
    command.add_option(name, value, meaning)
        ->check(zero_or_more())
        ->group("Weights of the method")
        ->capture_default_str();
  };
  weight("--harmony-beta", w.harmony_beta, "Divergence of harmony from the prior");
  weight("--rhythm-beta", w.rhythm_beta, "Divergence of rhythm from the prior");
  weight("--drums-beta", w.drums_beta, "What other drums change of harmony");
  weight("--smoothness-beta,--haste-beta", w.smoothness_beta,
         "What harmony changes by from frame to frame");
  const char* experiments = "What the method is without (experiments)";
  command
      .add_flag("--published-method", a.published_method,
                "The whole mix shifted, nothing held, no weights but the prior's")
      ->group(experiments);
  command
      .add_option(
          "--over-drums", a.options.examples.over_drums,
          "Share of the examples with drums in which they play the music: rhythm hears them "
          "alone (default 0.12)")
      ->check(CLI::Range(0.0, 1.0))
      ->group(experiments);
  command
      .add_flag("--own-method", a.own_method,
                "With --preset paper: our examples and hold for the published network")
      ->group(experiments);
  command.add_flag("--no-hold", a.no_hold, "Never hold harmony")->group(experiments);
  command.add_flag("--move-percussion", a.move_percussion, "Shift the whole mix, drums too")
      ->group(experiments);
  command.add_flag("--json", a.json, "Print the result as JSON");
}

}  // namespace hemiola::programs
