// Requests each frame's sound, plays it at its exact sample, and covers missing sound.
#include "decoder.h"

#include <algorithm>
#include <cmath>

#include "frame_exchange.h"
#include "refusals.h"

namespace hemiola::plugin {
namespace {

// After an abrupt end (another model or worker) the last value decays within about 5 ms at 48 kHz.
constexpr float kDieAway = 0.985f;
constexpr float kInaudible = 1e-6f;

}  // namespace

Decoder::Decoder() {
  const RealtimeScope realtime;
  if (wrong_blocks(this, "HemiolaDecoder")) return;
  // Not set_calc_function: it would compute a sample here, before the first block.
  mCalcFunc = make_calc_function<Decoder, &Decoder::next>();
  out0(0) = 0.0f;
}

void Decoder::next(int samples) {
  const RealtimeScope realtime;
  float* sound = out(0);
  std::fill_n(sound, samples, 0.0f);
  const std::int64_t start = block_start(mWorld);
  if (const int voice = whole_number(in0(kVoice)); !claim_.acquire(voice)) {
    explain_missing(mWorld, "HemiolaDecoder", claim_.attachment(), voice, reported_);
    residue_ += last_sample_;
  } else {
    if (!claim_.fresh() && start != next_start_) {
      claim_.begin_again();  // the node was paused: no sound to continue
      last_sample_ = residue_ = 0.0f;
    }
    if (claim_.fresh()) begin(start);
    next_start_ = start + mWorld->mBufLength;
    if (fits_) {
      ask(start);
      play(start, samples);
    }
  }
  last_sample_ = sound[samples - 1];
  declick(sound, samples);
}

void Decoder::begin(std::int64_t start) noexcept {
  const ipc::Timing& timing = claim_.timing();
  // The first frame to request is the first one due in this block or later.
  asked_ = timing.shown_at(start - mWorld->mBufLength);
  first_asked_ = asked_ + 1;
  entered_ = first_asked_ - 1;
  waiting_ = false;
  played_ = kNothingPlayed;
  mode_ = Mode::silence;
  held_ = 0;
  level_ = level_before_ = 0.0f;
  residue_ += last_sample_;
  reported_ = false;  // another worker or model may have another reason
  fits_ = fits();
}

bool Decoder::fits() noexcept {
  const ipc::Geometry& geometry = claim_.geometry();
  const int harmony = whole_number(in0(kHarmony));
  const int latents = numInputs() - kLatents;
  if (harmony == geometry.harmony() && latents == geometry.latents()) return true;
  if (!reported_)
    tell(mWorld,
         {.print =
              [](const Note& note) {
                Print(
                    "HemiolaDecoder: the model takes %d channels of harmony and %d of rhythm, it "
                    "was given %d and %d. It stays silent; give it latents of the model's size.\n",
                    note.numbers[0], note.numbers[1], note.numbers[2], note.numbers[3]);
              },
          .numbers = {geometry.harmony(), geometry.rhythm, harmony, latents - harmony}});
  reported_ = true;
  return false;
}

void Decoder::ask(std::int64_t start) noexcept {
  const std::int64_t frame = claim_.timing().shown_at(start);
  if (frame <= asked_) return;
  asked_ = frame;
  ipc::Latents& record = claim_.voice().ask;
  const int count = claim_.geometry().latents();
  for (int i = 0; i < count; ++i) {
    const float value = in0(kLatents + i);
    record.floats[i] = std::isfinite(value) ? value : 0.0f;
  }
  record.describe(ipc::Kind::latents, count, claim_.generation(), frame);
  ipc::send(claim_.header(), claim_.voice().to_worker, record, claim_.header().newest_decode,
            claim_.version());
}

void Decoder::play(std::int64_t start, int samples) noexcept {
  const ipc::Timing& timing = claim_.timing();
  for (int done = 0; done < samples;) {
    const std::int64_t frame = timing.played_at(start + done);
    const std::int64_t position = start + done - timing.play_start(frame);
    const int count =
        static_cast<int>(std::min<std::int64_t>(samples - done, timing.hop - position));
    if (frame > entered_) enter(frame);
    if (frame >= first_asked_) render(out(0) + done, position, count);
    done += count;
  }
}

// Called when the first sample of a frame's sound is due.
void Decoder::enter(std::int64_t frame) noexcept {
  entered_ = frame;
  ipc::DecoderVoice& voice = claim_.voice();
  ipc::Sound& next = voice.sound[1 - playing_];
  ipc::Header& header = claim_.header();
  const bool offline = header.server.offline != 0;
  const std::int64_t oldest = offline ? frame : std::max(played_ + 1, frame - ipc::kMaxLate);
  auto taken = ipc::Taken::nothing;
  const auto try_take = [&] {
    taken = ipc::take(voice.to_server, next, waiting_, oldest, frame, claim_.generation(),
                      ipc::Kind::sound, 2 * claim_.timing().hop);
    return taken != ipc::Taken::nothing;
  };
  const bool there = offline ? wait_offline(mWorld, *claim_.attachment(), header.decode_commit,
                                            claim_.version(), frame, try_take)
                             : try_take();
  if (taken != ipc::Taken::in_time)
    header.counters.late_decoder.fetch_add(1, std::memory_order_relaxed);
  level_before_ = level_;
  if (!there) return hold();
  if (level_before_ == 0.0f)
    mode_ = frame == first_asked_ ? Mode::sound : Mode::fade_in;
  else if (level_before_ == 1.0f && next.head.frame == played_ + 1)
    mode_ = Mode::sound;
  else
    mode_ = Mode::crossfade;
  held_ = 0;
  level_ = 1.0f;
  played_ = next.head.frame;
  playing_ = 1 - playing_;
}

// Crossfades from what would follow the previous sound to that sound again, so that it ends as
// before and any continuation fits. Each repetition is quieter, down to silence, as in G.711
// Appendix I: 10 ms at full level, then a fifth less each time.
void Decoder::hold() noexcept {
  mode_ = level_before_ == 0.0f ? Mode::silence : Mode::hold;
  if (mode_ == Mode::silence) return;
  ++held_;
  level_ = static_cast<float>(kHoldFrames - held_) / (kHoldFrames - 1);
}

void Decoder::render(float* sound, std::int64_t position, int count) const noexcept {
  if (mode_ == Mode::silence) return;
  const std::int64_t hop = claim_.timing().hop;
  const ipc::DecoderVoice& voice = claim_.voice();
  const float* now = voice.sound[playing_].floats + position;
  if (mode_ == Mode::sound) {
    std::copy_n(now, count, sound);
    return;
  }
  // What would follow the previous sound
  const float* before =
      voice.sound[mode_ == Mode::hold ? playing_ : 1 - playing_].floats + hop + position;
  const float from = mode_ == Mode::fade_in ? 0.0f : level_before_;
  const float slope = 1.0f / static_cast<float>(hop);
  for (int i = 0; i < count; ++i) {
    const float through = static_cast<float>(position + i + 1) * slope;  // 0 to 1 over the hop
    sound[i] = now[i] * through * level_ + before[i] * (1.0f - through) * from;
  }
}

void Decoder::declick(float* sound, int samples) noexcept {
  if (residue_ == 0.0f) return;
  for (int i = 0; i < samples; ++i) {
    residue_ *= kDieAway;
    sound[i] += residue_;
  }
  if (std::abs(residue_) < kInaudible) residue_ = 0.0f;
}

}  // namespace hemiola::plugin
