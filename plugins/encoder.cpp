// Gathers frames of sound and outputs each frame's latents when they are due.
#include "encoder.h"

#include <algorithm>
#include <cmath>

#include "frame_exchange.h"
#include "refusals.h"

namespace hemiola::plugin {

Encoder::Encoder() {
  const RealtimeScope realtime;
  if (wrong_blocks(this, "HemiolaEncoder")) return;
  // Not set_calc_function: it would compute a sample here, before the first block.
  mCalcFunc = make_calc_function<Encoder, &Encoder::next>();
  silence();
}

void Encoder::next(int) {
  const RealtimeScope realtime;
  const std::int64_t start = block_start(mWorld);
  if (const int voice = whole_number(in0(kVoice)); !claim_.acquire(voice)) {
    explain_missing(mWorld, "HemiolaEncoder", claim_.attachment(), voice, reported_);
    return;
  }
  // A gap means that the node was paused: the samples gathered before it have no continuation.
  if (!claim_.fresh() && start != next_start_) claim_.begin_again();
  if (claim_.fresh()) begin(start);
  next_start_ = start + mWorld->mBufLength;
  if (!fits_) return;
  gather(start);
  show(start);
}

void Encoder::begin(std::int64_t start) noexcept {
  const ipc::Timing& timing = claim_.timing();
  frame_ = first_frame_ = timing.gathered_at(start);
  shown_ = std::min(timing.shown_at(start), first_frame_ - 1);
  waiting_ = false;
  std::fill_n(claim_.voice().gather.floats, timing.hop, 0.0f);
  reported_ = false;  // another worker or model may have another reason
  fits_ = fits();
  if (!fits_) silence();
}

bool Encoder::fits() noexcept {
  const ipc::Geometry& geometry = claim_.geometry();
  const int harmony = whole_number(in0(kHarmony));
  if (harmony == geometry.harmony() && numOutputs() == geometry.latents()) return true;
  if (!reported_)
    tell(mWorld,
         {.print =
              [](const Note& note) {
                Print(
                    "HemiolaEncoder: the model has %d channels of harmony and %d of rhythm, this "
                    "synth was made for %d and %d. It stays silent; make it again with the model's "
                    "numbers.\n",
                    note.numbers[0], note.numbers[1], note.numbers[2], note.numbers[3]);
              },
          .numbers = {geometry.harmony(), geometry.rhythm, harmony, numOutputs() - harmony}});
  reported_ = true;
  return false;
}

void Encoder::gather(std::int64_t start) noexcept {
  const std::int64_t hop = claim_.timing().hop;
  ipc::Samples& record = claim_.voice().gather;
  const float* sound = in(kSound);
  const bool is_audio = isAudioRateIn(kSound);
  for (int done = 0; done < mWorld->mBufLength;) {
    const std::int64_t position = start + done - (frame_ - 1) * hop;
    const int count =
        static_cast<int>(std::min<std::int64_t>(mWorld->mBufLength - done, hop - position));
    const auto finite = [](float sample) { return std::isfinite(sample) ? sample : 0.0f; };
    if (is_audio)
      std::transform(sound + done, sound + done + count, record.floats + position, finite);
    else
      std::fill_n(record.floats + position, count, finite(sound[0]));
    done += count;
    if (position + count < hop) return;
    record.describe(ipc::Kind::samples, hop, claim_.generation(), frame_);
    ipc::send(claim_.header(), claim_.voice().to_worker, record, claim_.header().newest_encode,
              claim_.version());
    ++frame_;
  }
}

void Encoder::show(std::int64_t start) noexcept {
  const std::int64_t frame = claim_.timing().shown_at(start);
  if (frame <= shown_) return;
  shown_ = frame;
  if (frame < first_frame_) return;
  ipc::EncoderVoice& voice = claim_.voice();
  ipc::Header& header = claim_.header();
  const bool offline = header.server.offline != 0;
  const std::int64_t oldest = offline ? frame : std::max(first_frame_, frame - ipc::kMaxLate);
  auto taken = ipc::Taken::nothing;
  const auto try_take = [&] {
    taken = ipc::take(voice.to_server, voice.pending, waiting_, oldest, frame, claim_.generation(),
                      ipc::Kind::latents, numOutputs());
    return taken != ipc::Taken::nothing;
  };
  const bool there = offline ? wait_offline(mWorld, *claim_.attachment(), header.encode_commit,
                                            claim_.version(), frame, try_take)
                             : try_take();
  if (taken != ipc::Taken::in_time)
    header.counters.late_encoder.fetch_add(1, std::memory_order_relaxed);
  if (!there) return;  // keep the last latents
  for (int i = 0; i < numOutputs(); ++i) out0(i) = voice.pending.floats[i];
}

void Encoder::silence() noexcept {
  for (int i = 0; i < numOutputs(); ++i) out0(i) = 0.0f;
}

}  // namespace hemiola::plugin
