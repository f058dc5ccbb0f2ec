// hemiola remix: the harmony of A with the rhythm of B, offline, without SuperCollider.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <future>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "audio/sound_file.h"
#include "features/stereo_image.h"
#include "notation/chord_file.h"
#include "patchbay/note_map.h"
#include "patchbay/recent_hit.h"
#include "picture/picture.h"
#include "programs/offline.h"
#include "programs/outputs.h"
#include "programs/progress.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kDrawnSeconds = 600;     // limits the picture's memory
constexpr double kReportedSeconds = 0.5;  // smallest reported difference in length

struct Arguments {
  std::filesystem::path a, b, out, picture, model, chords;
  std::string device = "auto";
  float rotate_semitones = 0;
  double freeze_harmony_seconds = kNever, freeze_rhythm_seconds = kNever;
  patchbay::FreezeAt freeze_at = patchbay::FreezeAt::hit;
  float mix_harmony = 0, mix_rhythm = 1;
  bool mono = false;
};

// The chords of a file, as commands of their frames.
class ChordTrack {
 public:
  // Without a file there is never a chord. Throws std::runtime_error if the model knows no notes.
  ChordTrack(const Arguments& args, const model::Model& model, session::Latency latency,
             double rate)
      : latency_(latency), rate_(rate), map_(model.note_map()) {
    if (args.chords.empty()) return;
    if (map_.empty())
      throw std::runtime_error(
          "this model knows no notes; fit them: hemiola train --notes-only --from MODEL --out NEW");
    changes_ = notation::read_chords(args.chords);
  }

  const patchbay::NoteMap& map() const { return map_; }

  // Call with consecutive frames: the chord that begins is played by voice 0.
  void apply(int frame, patchbay::PatchBay& bay) {
    const double centre = (frame + 1.0) * latency_.hop - latency_.lookback - latency_.lookahead;
    for (; next_ < changes_.size() && changes_[next_].seconds * rate_ <= centre; ++next_) {
      bay.apply({.verb = patchbay::Verb::notes});
      for (const double midi : changes_[next_].notes)
        bay.apply({.verb = patchbay::Verb::note,
                   .value = static_cast<float>(midi),
                   .weight = patchbay::kUsualVelocity});
    }
  }

 private:
  session::Latency latency_;
  double rate_;
  patchbay::NoteMap map_;
  std::vector<notation::ChordChange> changes_;
  std::size_t next_ = 0;
};

struct LatentFrame {
  std::span<float> harmony, rhythm;
};

// What the arguments ask of the latents: voice 0 is A, with typed chords, and becomes the remix;
// voice 1 is B.
class Patcher {
 public:
  Patcher(const Arguments& args, ChordTrack chords, patchbay::LatentShape shape,
          double frames_per_second)
      : args_(args),
        chords_(std::move(chords)),
        harmony_frozen_from_(first_frame(args.freeze_harmony_seconds * frames_per_second)),
        rhythm_frozen_from_(first_frame(args.freeze_rhythm_seconds * frames_per_second)),
        bay_(shape, 2) {
    bay_.know_notes(chords_.map());
    bay_.apply({0, Part::harmony, Verb::from, 1, args.mix_harmony});
    bay_.apply({0, Part::rhythm, Verb::from, 1, args.mix_rhythm});
    bay_.apply({0, Part::harmony, Verb::rotate, args.rotate_semitones});
  }

  // Call with consecutive frames, counted from 0. Changes both voices' latents in place.
  void process(const LatentFrame& a, const LatentFrame& b) {
    if (frame_ == harmony_frozen_from_) bay_.apply({0, Part::harmony, Verb::freeze, 1});
    if (frame_ == rhythm_frozen_from_)
      bay_.apply({0, Part::rhythm, Verb::freeze, 1, static_cast<float>(args_.freeze_at)});
    chords_.apply(frame_, bay_);
    const patchbay::VoiceFrame frames[] = {{0, a.harmony.data(), a.rhythm.data()},
                                           {1, b.harmony.data(), b.rhythm.data()}};
    bay_.process(frames);
    ++frame_;
  }

 private:
  using Part = patchbay::Part;
  using Verb = patchbay::Verb;
  static double first_frame(double frames) { return std::max(0.0, std::ceil(frames)); }

  const Arguments& args_;
  ChordTrack chords_;
  double harmony_frozen_from_, rhythm_frozen_from_;  // in frames
  patchbay::PatchBay bay_;
  int frame_ = 0;
};

// A block of frames of the remix's latents.
class Stretch {
 public:
  static constexpr int kFrames = 64;

  Stretch(patchbay::LatentShape shape, std::size_t hop)
      : shape_(shape),
        hop_(hop),
        samples_(2 * hop),
        harmony_(2 * kFrames * static_cast<std::size_t>(shape.harmony())),
        rhythm_(2 * kFrames * static_cast<std::size_t>(shape.rhythm)) {}

  void encode(session::Session& encoder, Patcher& patcher, SoundFeed& a, SoundFeed& b, int frames) {
    for (int t = 0; t < frames; ++t) {
      const std::span<float> samples(samples_);
      a.fill(samples.first(hop_));
      b.fill(samples.last(hop_));
      const LatentFrame of_a = latents(0, t), of_b = latents(1, t);
      const session::EncodeJob jobs[] = {
          {0, &samples_[0], of_a.harmony.data(), of_a.rhythm.data()},
          {1, &samples_[hop_], of_b.harmony.data(), of_b.rhythm.data()}};
      encoder.encode(jobs);
      patcher.process(of_a, of_b);
    }
  }
  LatentFrame frame(int t) { return latents(0, t); }

 private:
  LatentFrame latents(int voice, int t) {
    return {part(harmony_, shape_.harmony(), voice, t), part(rhythm_, shape_.rhythm, voice, t)};
  }
  static std::span<float> part(std::vector<float>& all, int channels, int voice, int t) {
    const auto size = static_cast<std::size_t>(channels);
    return {&all[static_cast<std::size_t>(voice * kFrames + t) * size], size};
  }

  patchbay::LatentShape shape_;
  std::size_t hop_;
  std::vector<float> samples_;           // [2][hop]
  std::vector<float> harmony_, rhythm_;  // [2][frames][channels]
};

// The stereo image of a file, given to a sound of the same length, piece by piece.
class FileImage {
 public:
  FileImage(const std::filesystem::path& path, double rate)
      : left_(path, 0), right_(path, 1), image_(rate) {}

  // [samples] to [samples][2]; at the file's end its image is the middle.
  std::span<const float> place(std::span<const float> sound) {
    const std::size_t size = sound.size();
    for (auto* each : {&source_left_, &source_right_, &out_left_, &out_right_})
      each->assign(size, 0.0f);
    left_.read(source_left_);
    right_.read(source_right_);
    image_.process(sound, source_left_, source_right_, out_left_, out_right_);
    both_.resize(2 * size);
    for (std::size_t i = 0; i < size; ++i) {
      both_[2 * i] = out_left_[i];
      both_[2 * i + 1] = out_right_[i];
    }
    return both_;
  }

 private:
  audio::SoundReader left_, right_;
  features::StereoImage image_;
  std::vector<float> source_left_, source_right_, out_left_, out_right_, both_;
};

// The file whose stereo image the remix has: that of the rhythm, if it is stereo.
std::optional<std::filesystem::path> image_source(const Arguments& args, const audio::Survey& a,
                                                  const audio::Survey& b) {
  const bool of_b = args.mix_rhythm >= 0.5f;
  const audio::Survey& survey = of_b ? b : a;
  if (args.mono || survey.info.channels != 2 || survey.channel != audio::kMean) return std::nullopt;
  return of_b ? args.b : args.a;
}

// Writes the remix without its initial delay and with the right length; keeps the part shown in the
// picture.
class Result {
 public:
  // image: of this file; if none, the remix is mono.
  Result(const Arguments& args, double rate, std::size_t length, std::size_t delay,
         const std::optional<std::filesystem::path>& image)
      : writer_(args.out, rate, audio::SampleFormat::float32, image ? 2 : 1),
        delay_(delay),
        left_(length),
        drawn_(args.picture.empty() ? 0 : static_cast<std::size_t>(kDrawnSeconds * rate)) {
    if (image) image_.emplace(*image, rate);
  }

  void add(std::span<const float> samples, const LatentFrame& latents) {
    const std::size_t skipped = std::min(delay_, samples.size());
    delay_ -= skipped;
    samples = samples.subspan(skipped);
    samples = samples.first(std::min(left_, samples.size()));
    left_ -= samples.size();
    writer_.write(image_ ? image_->place(samples) : samples);
    if (picture_samples.size() >= drawn_) return;
    picture_samples.insert(picture_samples.end(), samples.begin(), samples.end());
    harmony.insert(harmony.end(), latents.harmony.begin(), latents.harmony.end());
    rhythm.insert(rhythm.end(), latents.rhythm.begin(), latents.rhythm.end());
  }
  void finish() {
    if (const std::string clipped = writer_.finish(); !clipped.empty()) note(clipped);
  }

  std::vector<float> picture_samples, harmony, rhythm;

 private:
  audio::SoundWriter writer_;
  std::optional<FileImage> image_;
  std::size_t delay_, left_, drawn_;
};

// Encodes the next stretch in one thread while another decodes the current one. Each session is
// used by one thread at a time; the result is bit-identical to a live render.
void play(session::Session& encoder, session::Session& decoder, Patcher& patcher, SoundFeed& a,
          SoundFeed& b, int frames, Result& result) {
  const auto hop = static_cast<std::size_t>(encoder.latency().hop);
  Stretch now(encoder.shape(), hop), next = now;
  const auto encode = [&](Stretch& stretch, int begin) {
    stretch.encode(encoder, patcher, a, b, std::clamp(frames - begin, 0, Stretch::kFrames));
  };
  std::vector<float> samples(hop);
  ProgressBar bar("remixing");
  encode(now, 0);
  for (int begin = 0; begin < frames; begin += Stretch::kFrames) {
    auto ahead = std::async(std::launch::async, encode, std::ref(next), begin + Stretch::kFrames);
    for (int t = 0; t < std::min(frames - begin, Stretch::kFrames); ++t) {
      const LatentFrame latents = now.frame(t);
      const session::DecodeJob job{0, latents.harmony.data(), latents.rhythm.data(), samples.data(),
                                   nullptr};
      decoder.decode({&job, 1});
      result.add(samples, latents);
    }
    ahead.get();
    std::swap(now, next);
    bar.show(static_cast<double>(begin) / frames);
  }
}

std::string text_of(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", seconds);
  return text;
}

// Length of the shorter piece. Throws std::runtime_error if the sample rates differ.
std::size_t common_length(const Arguments& args, const audio::Survey& a, const audio::Survey& b) {
  const double rate = a.info.sample_rate;
  if (rate != b.info.sample_rate)
    throw std::runtime_error(
        args.b.string() + ": its sample rate (" + std::to_string(std::lround(b.info.sample_rate)) +
        " Hz) is not that of " + args.a.string() + " (" + std::to_string(std::lround(rate)) +
        " Hz); convert one, for instance: sox IN -r " + std::to_string(std::lround(rate)) + " OUT");
  const auto length = std::min(a.info.frames, b.info.frames);
  const auto longest = std::max(a.info.frames, b.info.frames);
  if (static_cast<double>(longest - length) > kReportedSeconds * rate) {
    const auto& shorter = a.info.frames < b.info.frames ? args.a : args.b;
    note(shorter.string() + ": lasts " + text_of(static_cast<double>(length) / rate) +
         ", the other one " + text_of(static_cast<double>(longest) / rate) +
         "; the remix is as long as the shorter one.");
  }
  return length;
}

void draw(const Arguments& args, Result& result, const session::Session& session, double rate) {
  const session::Latency latency = session.latency();
  const auto beginning = [&](const std::filesystem::path& path) {
    return audio::read_sound(path, 0, result.picture_samples.size());
  };
  picture::draw({{"A: " + args.a.filename().string(), beginning(args.a)},
                 {"B: " + args.b.filename().string(), beginning(args.b)},
                 {"result: " + args.out.filename().string(), {rate, result.picture_samples}}},
                {result.harmony, result.rhythm, session.shape(),
                 (latency.hop - latency.lookback - latency.lookahead) / rate, latency.hop / rate},
                args.picture);
}

void run(const Arguments& args) {
  const auto start = std::chrono::steady_clock::now();
  check_output(args.out, {".wav", ".flac", ".ogg", ".mp3"});
  if (!args.picture.empty()) check_output(args.picture, {".png"});
  const audio::Survey a = look_through(args.a), b = look_through(args.b);
  const std::size_t length = common_length(args, a, b);
  const double rate = a.info.sample_rate, seconds = static_cast<double>(length) / rate;
  const auto model = load_model(args.model, args.device);
  auto second = std::async(std::launch::async,
                           [&] { return std::make_unique<session::Session>(model, rate, 1); });
  session::Session encoder(model, rate, 2);
  const auto decoder = second.get();
  const session::Latency latency = encoder.latency();
  Patcher patcher(args, ChordTrack(args, *model, latency, rate), encoder.shape(),
                  rate / latency.hop);
  SoundFeed feed_a(args.a, a, length), feed_b(args.b, b, length);
  Result result(args, rate, length, static_cast<std::size_t>(latency.samples()),
                image_source(args, a, b));
  play(encoder, *decoder, patcher, feed_a, feed_b, latency.frames_for(length), result);
  result.finish();
  if (!args.picture.empty()) {
    if (seconds > kDrawnSeconds) note(args.picture.string() + ": shows the first ten minutes.");
    draw(args, result, encoder, rate);
  }
  const double took =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::fprintf(stderr, "%s: %.1f s in %.1f s, %.1f x real time\n", args.out.c_str(), seconds, took,
               seconds / took);
}

}  // namespace

void add_remix(CLI::App& app) {
  auto* command = app.add_subcommand("remix", "The harmony of A with the rhythm of B, offline");
  auto a = std::make_shared<Arguments>();
  command->add_option("A", a->a, "Sound file that gives the harmony")->required();
  command->add_option("B", a->b, "Sound file that gives the rhythm")->required();
  command->add_option("-o,--out", a->out, "Sound file to write (.wav, .flac, .ogg, .mp3)")
      ->required();
  command->add_option("--rotate", a->rotate_semitones, "Semitones, fractions too (default 0)")
      ->check(CLI::Range(-48.0, 48.0));
  command->add_option("--freeze-harmony", a->freeze_harmony_seconds,
                      "Hold the harmony from this second on");
  command->add_option("--freeze-rhythm", a->freeze_rhythm_seconds,
                      "Hold the rhythm from this second on");
  command
      ->add_option("--freeze-at", a->freeze_at,
                   "Hold a rhythm as at the last strong hit (default), or as it is now")
      ->transform(CLI::CheckedTransformer(std::map<std::string, patchbay::FreezeAt>{
          {"hit", patchbay::FreezeAt::hit}, {"now", patchbay::FreezeAt::now}}));
  command
      ->add_option("--chords", a->chords,
                   "Play the chords of this file instead: lines of SECONDS and a chord's name "
                   "(2.5 Am7), MIDI numbers (2.5 60 64 67), or - for none")
      ->check(CLI::ExistingFile);
  command->add_option("--mix-harmony", a->mix_harmony, "0 (default): A's harmony; 1: B's")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--mix-rhythm", a->mix_rhythm, "0: A's rhythm; 1 (default): B's")
      ->check(CLI::Range(0.0, 1.0));
  command->add_flag("--mono", a->mono,
                    "Write one channel (default: two, if the file that gives the rhythm has two: "
                    "its stereo image)");
  command->add_option("--picture", a->picture, "Draw spectrograms and latents into this .png");
  command->add_option("--model", a->model, "Model file (default: the one that came along)");
  command->add_option("--device", a->device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
