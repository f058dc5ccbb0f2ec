// The variational autoencoder with plain floats: log bands to two latents and back, streaming.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "features/geometry.h"
#include "modelfile/config.h"
#include "patchbay/beat_map.h"
#include "patchbay/note_map.h"
#include "patchbay/note_reader.h"

namespace hemiola::model {

using modelfile::Config;

// Number of threads for the arithmetic of one frame, process-wide. One is best for live use.
void use_threads(int threads);

// Streaming state of one voice. Made by Model, updated by encode, decode or sound.
class StreamState;

class Model {
 public:
  // Reads a safetensors file. device: "auto", "cpu" or "cuda". Throws std::runtime_error with the
  // path and the reason; nothing in the file can run.
  static std::shared_ptr<Model> load(const std::filesystem::path& path,
                                     const std::string& device = "auto");
  // Makes an untrained model; equal seeds give equal weights.
  static std::shared_ptr<Model> create(const Config& config, std::uint64_t seed,
                                       const std::string& device = "cpu");
  // Returns a copy with more channels in its convolutions (never fewer). At first it gives the same
  // output: new channels have random weights, but old channels do not read them yet. The sound
  // network is copied unchanged. Pitch preset only.
  std::shared_ptr<Model> widened(int width, int decoder_width, std::uint64_t seed) const;
  ~Model();

  const Config& config() const noexcept;
  std::string device() const;
  long parameters() const;
  // Writes a safetensors file. Throws std::runtime_error with the path and the reason.
  void save(const std::filesystem::path& path) const;
  // The same with another training record (JSON) in the header.
  void save_with_record(const std::filesystem::path& path, const std::string& record) const;

  std::shared_ptr<StreamState> make_encoder_state() const;
  std::shared_ptr<StreamState> make_decoder_state() const;
  static void reset(StreamState& state);

  // Prepares for this many concurrent calls of encode, decode and sound; else the first ones do.
  void prepare(int threads) const;

  // states.size() voices, frames frames each. Reads and updates the states. Latents are posterior
  // means, harmony place-major (patchbay/latent.h).
  void encode(std::span<StreamState* const> states, int frames,
              const float* log_bands,  // [voices][frames][bands]
              float* harmony,          // [voices][frames][places * channels_per_place]
              float* rhythm) const;    // [voices][frames][rhythm]
  void decode(std::span<StreamState* const> states, int frames, const float* harmony,
              const float* rhythm,
              float* log_bands) const;  // [voices][frames][bands]

  // The sound network, if the model has one: log bands, and the rest of them without the tones, to
  // rows that engine/vocoder turns into samples.
  bool has_sound() const noexcept;
  std::shared_ptr<StreamState> make_sound_state() const;
  void sound(std::span<StreamState* const> states, int frames,
             const float* log_bands,  // [voices][frames][bands]
             const float* log_rest,   // [voices][frames][bands]
             float* rows) const;      // [voices][frames][SoundShape::outputs()]
  // Replaces the sound network by an untrained one; equal seeds give equal weights.
  void create_sound_network(int width, std::uint64_t seed);

  // From notes to harmony; empty if it was not fitted (hemiola train --notes-only).
  patchbay::NoteMap note_map() const;
  void set_note_map(const patchbay::NoteMap& map);
  // The way back; empty if it was not fitted.
  patchbay::NoteReader note_reader() const;
  void set_note_reader(const patchbay::NoteReader& reader);
  // From hits to rhythm; empty if it was not fitted.
  patchbay::BeatMap beat_map() const;
  void set_beat_map(const patchbay::BeatMap& map);

  struct Nets;
  Nets& nets() const noexcept { return *nets_; }  // for the trainer

 private:
  Model();
  std::unique_ptr<Nets> nets_;
};

}  // namespace hemiola::model
