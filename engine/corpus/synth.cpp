// Drives FluidSynth from event to event in one thread.
#include "corpus/synth.h"

#include <fluidsynth.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>

namespace hemiola::corpus {
namespace {

namespace fs = std::filesystem;

constexpr int kDrumChannel = 9;
constexpr int kVolume = 7, kChorusSend = 93;  // MIDI controllers
constexpr double kChorusSpeedHz = 0.4;
constexpr double kChorusDepthMs = 6.0;

struct Event {
  std::size_t block;
  bool on;  // within a block, note-offs come before note-ons
  int channel, midi, velocity;
};

struct DeleteSettings {
  void operator()(fluid_settings_t* settings) const { delete_fluid_settings(settings); }
};
struct DeleteSynth {
  void operator()(fluid_synth_t* synth) const { delete_fluid_synth(synth); }
};

}  // namespace

using Player = std::unique_ptr<fluid_synth_t, DeleteSynth>;

struct Synth::Engine {
  std::unique_ptr<fluid_settings_t, DeleteSettings> settings;
  Player owner;  // holds the soundfont, renders nothing
  double sample_rate = 0;

  std::size_t block_of(double seconds) const {
    return static_cast<std::size_t>(std::lround(seconds * sample_rate / kSynthBlock));
  }
};

namespace {

// A new FluidSynth instance for each stem, sharing the soundfont. Resetting a used one is faster
// but keeps the phases of reverb and chorus, so a clip would depend on the clips before it.
class SynthSession {
 public:
  SynthSession(fluid_settings_t* settings, fluid_synth_t* owner)
      : soundfont_(fluid_synth_get_sfont(owner, 0)), player_(new_fluid_synth(settings)) {
    if (!player_) throw std::runtime_error("FluidSynth could not be started.");
    fluid_synth_add_sfont(player_.get(), soundfont_);
  }
  // The owner deletes the soundfont, so the player must release it first.
  ~SynthSession() { fluid_synth_remove_sfont(player_.get(), soundfont_); }
  SynthSession(const SynthSession&) = delete;
  SynthSession& operator=(const SynthSession&) = delete;

  fluid_synth_t* player() { return player_.get(); }
  void set(const Effects& effects);
  std::vector<float> run(std::vector<Event> events, std::size_t frames);

 private:
  fluid_sfont_t* soundfont_;
  Player player_;
};

}  // namespace

Synth::Synth(const fs::path& soundfont, double sample_rate) : engine_(std::make_unique<Engine>()) {
  if (sample_rate < 8000 || sample_rate > 96000) {
    throw std::runtime_error("The synthesizer renders at 8000 to 96000 Hz, not at " +
                             std::to_string(sample_rate) + ".");
  }
  std::error_code ignored;
  if (!fs::is_regular_file(soundfont, ignored)) {
    throw std::runtime_error(soundfont.string() + ": there is no such soundfont; check the path.");
  }
  // Checked here, as FluidSynth's fallback loaders print errors for other file types.
  std::array<char, 12> head{};
  std::ifstream(soundfont, std::ios::binary).read(head.data(), head.size());
  const std::string_view magic(head.data(), head.size());
  const bool plausible = magic.substr(0, 4) == "RIFF" && magic.substr(8, 4) == "sfbk";
  for (const int level : {FLUID_WARN, FLUID_INFO, FLUID_DBG}) {
    fluid_set_log_function(level, nullptr, nullptr);  // errors are reported by exceptions
  }
  fluid_set_log_function(FLUID_ERR, nullptr, nullptr);
  engine_->sample_rate = sample_rate;
  // Creating the first FluidSynth object initialises global tables, which is not thread-safe.
  // Further copies of a soundfont come from FluidSynth's cache.
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  engine_->settings.reset(new_fluid_settings());
  fluid_settings_t* settings = engine_->settings.get();
  fluid_settings_setnum(settings, "synth.sample-rate", sample_rate);
  fluid_settings_setnum(settings, "synth.gain", 0.4);
  fluid_settings_setint(settings, "synth.polyphony", 400);  // no voice stealing
  fluid_settings_setint(settings, "synth.cpu-cores", 1);
  fluid_settings_setint(settings, "synth.lock-memory", 0);
  engine_->owner.reset(new_fluid_synth(settings));
  if (!engine_->owner) throw std::runtime_error("FluidSynth could not be started.");
  if (!plausible ||
      fluid_synth_sfload(engine_->owner.get(), soundfont.c_str(), 1) == FLUID_FAILED) {
    throw std::runtime_error(
        soundfont.string() +
        ": not a soundfont that FluidSynth can read; name an .sf2 or .sf3 file.");
  }
}

Synth::~Synth() = default;

double Synth::grid_seconds() const { return kSynthBlock / engine_->sample_rate; }

namespace {

void SynthSession::set(const Effects& effects) {
  fluid_synth_t* player = player_.get();
  fluid_synth_reverb_on(player, -1, effects.reverb_level > 0);
  fluid_synth_set_reverb_group_roomsize(player, -1, effects.room_size);
  fluid_synth_set_reverb_group_damp(player, -1, effects.damping);
  fluid_synth_set_reverb_group_width(player, -1, 0.5);
  fluid_synth_set_reverb_group_level(player, -1, effects.reverb_level);
  fluid_synth_chorus_on(player, -1, effects.chorus_level > 0);
  fluid_synth_set_chorus_group_nr(player, -1, 3);
  fluid_synth_set_chorus_group_level(player, -1, effects.chorus_level);
  fluid_synth_set_chorus_group_speed(player, -1, kChorusSpeedHz);
  fluid_synth_set_chorus_group_depth(player, -1, kChorusDepthMs);
  fluid_synth_set_chorus_group_type(player, -1, FLUID_CHORUS_MOD_SINE);
}

std::vector<float> SynthSession::run(std::vector<Event> events, std::size_t frames) {
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return std::tuple(a.block, a.on) < std::tuple(b.block, b.on);
  });
  std::vector<float> mono;
  mono.reserve(frames + kSynthBlock);
  std::array<float, kSynthBlock> left{}, right{};
  auto next = events.begin();
  for (std::size_t block = 0; mono.size() < frames; ++block) {
    for (; next != events.end() && next->block <= block; ++next) {
      if (next->on) {
        fluid_synth_noteon(player_.get(), next->channel, next->midi, next->velocity);
      } else {
        fluid_synth_noteoff(player_.get(), next->channel, next->midi);
      }
    }
    fluid_synth_write_float(player_.get(), kSynthBlock, left.data(), 0, 1, right.data(), 0, 1);
    for (std::size_t i = 0; i < kSynthBlock; ++i) mono.push_back(0.5f * (left[i] + right[i]));
  }
  mono.resize(frames);
  return mono;
}

}  // namespace

std::vector<float> Synth::render_pitched(const Score& score, std::size_t frames,
                                         const Transposition& transposition) {
  if (score.notes.empty()) return std::vector<float>(frames, 0.0f);
  SynthSession session(engine_->settings.get(), engine_->owner.get());
  session.set(score.effects);
  for (const Layer& layer : score.layers) {
    fluid_synth_program_change(session.player(), layer.channel, layer.program);
    fluid_synth_cc(session.player(), layer.channel, kVolume, layer.volume);
    const int chorus_send = score.effects.chorus_level > 0 ? 60 : 0;
    fluid_synth_cc(session.player(), layer.channel, kChorusSend, chorus_send);
    fluid_synth_set_gen(session.player(), layer.channel, GEN_FINETUNE,
                        static_cast<float>(transposition.cents));
  }
  std::vector<Event> events;
  for (const Note& note : score.notes) {
    const int channel = note.channel;
    const int key = std::clamp(note.midi + transposition.keys, 0, 127);
    events.push_back({engine_->block_of(note.onset), true, channel, key, note.velocity});
    events.push_back({engine_->block_of(note.end), false, channel, key, 0});
  }
  return session.run(std::move(events), frames);
}

std::vector<float> Synth::render_drums(const Score& score, std::size_t frames) {
  if (score.drums.empty()) return std::vector<float>(frames, 0.0f);
  SynthSession session(engine_->settings.get(), engine_->owner.get());
  session.set(score.effects);
  fluid_synth_program_change(session.player(), kDrumChannel, score.drum_kit);
  std::vector<Event> events;
  for (const Hit& hit : score.drums) {
    events.push_back({engine_->block_of(hit.onset), true, kDrumChannel, hit.midi, hit.velocity});
  }
  return session.run(std::move(events), frames);
}

}  // namespace hemiola::corpus
