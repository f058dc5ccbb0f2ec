// The variational autoencoder with plain floats: log bands to two latents and back, streaming.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "model/player.h"
#include "model/stream_state.h"
#include "modelfile/config.h"
#include "modelfile/tensor.h"
#include "patchbay/beat_map.h"
#include "patchbay/note_map.h"
#include "patchbay/note_reader.h"

namespace hemiola::model {

using modelfile::Config;

// Number of threads for the arithmetic of one frame, process-wide. One is best for live use.
void use_threads(int threads);

class Model {
 public:
  // Reads a safetensors file. device: "auto", "cpu" or "cuda". Throws std::runtime_error with the
  // path and the reason; nothing in the file can run.
  static std::shared_ptr<Model> load(const std::filesystem::path& path,
                                     const std::string& device = "auto");
  // A model of these tensors, by the names that a model file has. Throws std::runtime_error with
  // the reason.
  static std::shared_ptr<Model> make(const Config& config, modelfile::Tensors tensors,
                                     const std::string& device = "cpu");

  const Config& config() const noexcept { return config_; }
  const modelfile::Tensors& tensors() const noexcept { return tensors_; }
  std::string device() const { return device_; }  // "cpu" or "cuda"
  long parameters() const;                        // of the autoencoder
  // Takes other weights for the same configuration, or another one. Throws as make does. Not while
  // another thread plays; states of before are forgotten.
  void set(const Config& config, modelfile::Tensors tensors);
  // Writes a safetensors file. Throws std::runtime_error with the path and the reason.
  void save(const std::filesystem::path& path) const;
  // The same with another training record (JSON) in the header.
  void save_with_record(const std::filesystem::path& path, const std::string& record) const;

  std::shared_ptr<StreamState> make_encoder_state() const { return player().make_state(); }
  std::shared_ptr<StreamState> make_decoder_state() const { return player().make_state(); }
  static void reset(StreamState& state);

  // Prepares for this many concurrent calls of encode, decode and sound; else the first ones do.
  void prepare(int threads) const { player().reserve(threads); }

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
  bool has_sound() const noexcept { return config_.sound.width > 0; }
  std::shared_ptr<StreamState> make_sound_state() const { return player().make_state(); }
  void sound(std::span<StreamState* const> states, int frames,
             const float* log_bands,  // [voices][frames][bands]
             const float* log_rest,   // [voices][frames][bands]
             float* rows) const;      // [voices][frames][SoundShape::outputs()]

  // From notes to harmony; empty if it was not fitted (hemiola train --notes-only).
  patchbay::NoteMap note_map() const;
  void set_note_map(const patchbay::NoteMap& map);
  // The way back; empty if it was not fitted.
  patchbay::NoteReader note_reader() const;
  void set_note_reader(const patchbay::NoteReader& reader);
  // From hits to rhythm; empty if it was not fitted.
  patchbay::BeatMap beat_map() const;
  void set_beat_map(const patchbay::BeatMap& map);

  // For tests: floats even if the processor has bfloat16, or LibTorch as on a GPU. States of before
  // are forgotten.
  enum class PlayedBy { fastest, floats, libtorch };
  void play_by(PlayedBy player);

 private:
  Model() = default;
  bool needs_torch() const noexcept;
  Player& player() const;
  void correct_levels(std::span<StreamState* const> states, int frames, const float* rhythm,
                      float* log_bands) const;

  Config config_;
  modelfile::Tensors tensors_;
  std::string device_ = "cpu";
  PlayedBy played_by_ = PlayedBy::fastest;
  // Made at the first frame.
  mutable std::mutex player_mutex_;
  mutable std::unique_ptr<Player> player_;
};

}  // namespace hemiola::model
