// Whole sounds through a session: shared by remix, encode and decode.
#include "programs/offline.h"

#include <algorithm>

#include "modelfile/default_model.h"
#include "programs/outputs.h"

namespace hemiola::programs {
std::shared_ptr<model::Model> load_model(const std::filesystem::path& path_or_empty,
                                         const std::string& device) {
  model::use_threads(1);  // as in the worker; more threads do not speed up a frame
  return model::Model::load(path_or_empty.empty() ? modelfile::default_model() : path_or_empty,
                            device);
}

audio::Survey look_through(const std::filesystem::path& path) {
  audio::Survey survey = audio::survey_sound(path);
  for (const std::string& remark : survey.remarks) note(remark);
  return survey;
}

audio::Sound read_music(const std::filesystem::path& path) {
  look_through(path);
  return audio::read_sound(path);
}

SoundFeed::SoundFeed(const std::filesystem::path& path, const audio::Survey& survey,
                     std::size_t samples)
    : reader_(path, survey.channel), left_(samples) {}

void SoundFeed::fill(std::span<float> hop) {
  const std::size_t got = reader_.read(hop.first(std::min(left_, hop.size())));
  left_ -= got;
  std::fill(hop.begin() + static_cast<std::ptrdiff_t>(got), hop.end(), 0.0f);
}

Latents encode_sound(session::Session& session, int voice, std::vector<float> samples, int frames,
                     const ReportProgress& report) {
  const auto hop = static_cast<std::size_t>(session.latency().hop);
  const auto shape = session.shape();
  samples.resize(static_cast<std::size_t>(frames) * hop, 0.0f);
  Latents latents{std::vector<float>(static_cast<std::size_t>(frames) * shape.harmony()),
                  std::vector<float>(static_cast<std::size_t>(frames) * shape.rhythm)};
  session.reset_encoder(voice);
  for (int t = 0; t < frames; ++t) {
    const auto first = static_cast<std::size_t>(t);
    const session::EncodeJob job{voice, &samples[first * hop],
                                 &latents.harmony[first * shape.harmony()],
                                 &latents.rhythm[first * shape.rhythm]};
    session.encode({&job, 1});
    if (report) report(static_cast<double>(t) / frames);
  }
  return latents;
}

void encode_file(session::Session& session, const std::filesystem::path& path,
                 const audio::Survey& survey, const TakeLatents& take,
                 const ReportProgress& report) {
  const session::Latency latency = session.latency();
  const patchbay::LatentShape shape = session.shape();
  const int frames = latency.frames_for(survey.info.frames);
  SoundFeed feed(path, survey, survey.info.frames);
  std::vector<float> hop(static_cast<std::size_t>(latency.hop)),
      harmony(static_cast<std::size_t>(shape.harmony())),
      rhythm(static_cast<std::size_t>(shape.rhythm));
  for (int t = 0; t < frames; ++t) {
    feed.fill(hop);
    const session::EncodeJob job{0, hop.data(), harmony.data(), rhythm.data()};
    session.encode({&job, 1});
    take(
        harmony, rhythm,
        ((t + 1.0) * latency.hop - latency.lookback - latency.lookahead) / survey.info.sample_rate);
    if (report) report(static_cast<double>(t) / frames);
  }
}

std::vector<float> decode_latents(session::Session& session, int voice, const Latents& latents,
                                  int frames, const ReportProgress& report) {
  const auto hop = static_cast<std::size_t>(session.latency().hop);
  const auto shape = session.shape();
  std::vector<float> samples(static_cast<std::size_t>(frames) * hop);
  session.reset_decoder(voice);
  for (int t = 0; t < frames; ++t) {
    const auto first = static_cast<std::size_t>(t);
    const session::DecodeJob job{voice, &latents.harmony[first * shape.harmony()],
                                 &latents.rhythm[first * shape.rhythm], &samples[first * hop],
                                 nullptr};
    session.decode({&job, 1});
    if (report) report(static_cast<double>(t) / frames);
  }
  return samples;
}

}  // namespace hemiola::programs
