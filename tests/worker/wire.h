// A processor without a model: latents are the frame's samples, sound is the latents; real patch
// bay.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "patchbay/patch_bay.h"
#include "worker/processor.h"

namespace hemiola::test {

// 256 samples per frame in 216 + 64 latents, so that sound passes unchanged and all delay is the
// transport's. Of longer frames only the start passes.
class Wire : public worker::Processor {
 public:
  static constexpr int kHop = 256;
  static constexpr int kPlaces = 108;
  static constexpr int kRhythm = 64;

  static constexpr int kChannelsPerPlace = 2;
  static constexpr int kKernel =
      patchbay::NoteMapView::kReach * kChannelsPerPlace;  // of a register

  explicit Wire(int hop = kHop, int voices = ipc::kMaxVoices)
      : hop_(hop),
        bay_({.places = kPlaces, .channels_per_place = kChannelsPerPlace, .rhythm = kRhythm},
             voices) {
    bay_.know_notes(notes(), reader());
    bay_.know_beats(beats(), hop / 48000.0);
  }

  // A single note is 1 at its own place in both channels; everywhere is 0.5 more.
  static patchbay::NoteMap notes() {
    patchbay::NoteMap map{kPlaces, kChannelsPerPlace, {}, {}};
    map.kernel.assign(kKernel * patchbay::NoteMapView::kRegisters, 0.0f);
    for (int r = 0; r < patchbay::NoteMapView::kRegisters; ++r)
      for (int c = 0; c < kChannelsPerPlace; ++c)
        map.kernel[r * kKernel + patchbay::NoteMapView::kBelow * kChannelsPerPlace + c] = 1;
    map.bias.assign(kPlaces * kChannelsPerPlace, 0.5f);
    return map;
  }

  // The way back: loudness is the mean of both channels, less what is everywhere.
  static patchbay::NoteReader reader() {
    patchbay::NoteReader reader{kPlaces, kChannelsPerPlace, notes().kernel, {}};
    reader.kernel.resize(kKernel);
    reader.bias.assign(kPlaces, -0.5f);
    for (float& each : reader.kernel) each *= 0.5f;
    return reader;
  }

  // Every hit is 1 in all channels when it is struck.
  static patchbay::BeatMap beats() {
    patchbay::BeatMap map = patchbay::BeatMap::empty_of(kRhythm);
    map.highest.assign(kRhythm, 9);
    for (int row = 0; row < patchbay::BeatMapView::kRows;
         row += static_cast<int>(patchbay::BeatMapView::kAges.size()))
      std::fill_n(map.kernel.begin() + row * kRhythm, kRhythm, 1.0f);
    return map;
  }

  ipc::Geometry geometry() const override {
    ipc::Geometry geometry;
    geometry.timing.hop = hop_;
    geometry.lookback = hop_;  // the sound of a frame starts with its first sample
    geometry.places = kPlaces;
    geometry.channels_per_place = kChannelsPerPlace;
    geometry.rhythm = kRhythm;
    return geometry;
  }
  void encode(std::span<const session::EncodeJob> jobs) override {
    std::this_thread::sleep_for(each_frame);
    if (while_encoding) while_encoding();
    batches.push_back(static_cast<int>(jobs.size()));
    for (const auto& job : jobs) {
      const int first = std::min(hop_, 2 * kPlaces);
      std::fill_n(job.harmony, 2 * kPlaces, 0.0f);
      std::fill_n(job.rhythm, kRhythm, 0.0f);
      std::copy_n(job.samples, first, job.harmony);
      std::copy_n(job.samples + first, std::min(hop_ - first, kRhythm), job.rhythm);
    }
  }
  void patch(std::span<const session::EncodeJob> jobs) noexcept override {
    frames_.clear();
    for (const auto& job : jobs) frames_.push_back({job.voice, job.harmony, job.rhythm});
    bay_.process(frames_);
  }
  void decode(std::span<const session::DecodeJob> jobs) override {
    for (const auto& job : jobs) {
      const int first = std::min(hop_, 2 * kPlaces);
      std::fill_n(job.samples, hop_, 0.0f);
      std::copy_n(job.harmony, first, job.samples);
      std::copy_n(job.rhythm, std::min(hop_ - first, kRhythm), job.samples + first);
      std::fill_n(job.tail, hop_, job.samples[hop_ - 1]);
    }
  }
  void pass_over(int, const float* samples) override { passed_over.push_back(samples[0]); }
  void reset_encoder(int voice) override { encoder_resets.push_back(voice); }
  void reset_decoder(int voice) override { decoder_resets.push_back(voice); }
  void apply(const patchbay::Command& command) override { bay_.apply(command); }
  patchbay::VoiceSetting setting(int voice) const override { return bay_.setting(voice); }
  void go_to(int voice, const patchbay::VoiceSetting& setting, int frames) override {
    bay_.go_to(voice, setting, frames);
  }
  patchbay::NoteMapView note_map() const override { return bay_.note_map(); }
  patchbay::NoteReaderView note_reader() const override { return bay_.note_reader(); }
  patchbay::BeatMapView beat_map() const override { return bay_.beat_map(); }
  void follow(const worker::Processor& other) override {
    if (const auto* wire = dynamic_cast<const Wire*>(&other)) bay_.follow(wire->bay_);
  }

  std::chrono::microseconds each_frame{0};
  std::function<void()> while_encoding;
  std::vector<int> batches;
  std::vector<int> encoder_resets, decoder_resets;
  std::vector<float> passed_over;  // the first sample of each frame

 private:
  int hop_;
  patchbay::PatchBay bay_;
  std::vector<patchbay::VoiceFrame> frames_;
};

}  // namespace hemiola::test
