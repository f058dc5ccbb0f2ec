// Strikes the patch bay's drums at the labels' times.
#include "evaluation/played_beats.h"

#include <algorithm>
#include <array>

#include "measures/row.h"
#include "measures/spectral_error.h"
#include "patchbay/patch_bay.h"
#include "session/session.h"

namespace hemiola::evaluation {
namespace {

using measures::Row;
using patchbay::Verb;

constexpr int kChord[] = {45, 57, 60, 64};

// The sound of hits over a chord, out of silence; delay removed.
std::vector<float> strike(session::Session& session, double rate, const Labels& labels) {
  const session::Latency latency = session.latency();
  const auto hop = static_cast<std::size_t>(latency.hop);
  const auto length = static_cast<std::size_t>(labels.seconds * rate);
  const auto frames = static_cast<std::size_t>(latency.frames_for(length));
  const std::vector<float> silence(hop);
  std::vector<float> harmony(static_cast<std::size_t>(session.shape().harmony())),
      rhythm(static_cast<std::size_t>(session.shape().rhythm)), sound(frames * hop);
  session.reset_encoder(0);
  session.reset_decoder(0);
  patchbay::PatchBay& bay = session.patch_bay();
  bay.apply({.verb = Verb::reset});
  for (const int midi : kChord)
    bay.apply({.verb = Verb::note,
               .value = static_cast<float>(midi),
               .weight = patchbay::kUsualVelocity});
  auto next = labels.hits.begin();
  for (std::size_t t = 0; t < frames; ++t) {
    const double centre =
        (static_cast<double>(t + 1) * latency.hop - latency.lookback - latency.lookahead) / rate;
    for (; next != labels.hits.end() && next->onset <= centre; ++next)
      bay.apply({.part = patchbay::Part::rhythm,
                 .verb = Verb::hit,
                 .value = static_cast<float>(next->kind),
                 .weight = static_cast<float>(next->velocity)});
    const session::EncodeJob encode{0, silence.data(), harmony.data(), rhythm.data()};
    session.encode({&encode, 1});
    const session::DecodeJob decode{0, harmony.data(), rhythm.data(), &sound[t * hop], nullptr};
    session.decode({&decode, 1});
  }
  sound.erase(sound.begin(), sound.begin() + latency.samples());
  sound.resize(length);
  return sound;
}

}  // namespace

measures::Table test_beats(const std::shared_ptr<model::Model>& model,
                           const Transcriber& transcriber, const std::vector<Clip>& clips, int most,
                           const ReportProgress& report) {
  if (model->beat_map().empty() || model->note_map().empty()) return {};
  const auto& geometry = model->config().geometry;
  std::array<measures::Counts, kDrumTracks> struck, real;
  std::unique_ptr<session::Session> session;
  int used = 0;
  for (const Clip& clip : clips) {
    if (used == most) break;
    if (!clip.labels.has_drums()) continue;
    const Mix mix = load_mix(clip);
    if (!session) session = std::make_unique<session::Session>(model, mix.sample_rate, 1);
    const auto count = [&](std::array<measures::Counts, kDrumTracks>& counts, const Mix& sound) {
      const Bands bands = analyse_mix(sound, geometry);
      const auto values = measures::relative_bands(bands.values, geometry, bands.clock.hop_seconds);
      const Transcription read = transcriber.read({&values, bands.frames, bands.clock});
      for (std::size_t track = 0; track < counts.size(); ++track)
        counts[track] += measures::match(read.onsets[track], clip.labels.onsets[track]);
    };
    count(struck, {mix.sample_rate, strike(*session, mix.sample_rate, clip.labels)});
    count(real, mix);
    ++used;
    if (report) report(static_cast<double>(used) / most, "playing hits");
  }
  if (used == 0) return {};
  const std::string group = "hits: struck over a chord without any input, from the sound";
  measures::Table rows;
  constexpr const char* kNames[] = {"kick", "snare", "hat"};
  for (std::size_t track = 0; track < struck.size(); ++track)
    rows.push_back(Row(std::string("hits.") + kNames[track], group,
                       std::string(kNames[track]) + ": F1 (ceiling: of the clips themselves)", "",
                       struck[track].f1())
                       .ceiling(real[track].f1())
                       .at_least(0.75));
  return rows;
}

}  // namespace hemiola::evaluation
