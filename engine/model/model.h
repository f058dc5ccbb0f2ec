// The variational autoencoder as plain floats: log bands to two latents and back, streaming.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "features/geometry.h"
#include "model/config.h"

namespace hemiola::model {

// Threads that one frame's arithmetic may use, in the whole process. One is best for live use.
void use_threads(int threads);

// The streaming past of one voice. Made by Model, filled by encode or decode.
class StreamState;

class Model {
 public:
  // Reads a safetensors file. device: "auto", "cpu" or "cuda". Throws std::runtime_error with the
  // path and the reason; nothing in the file can run.
  static std::shared_ptr<Model> load(const std::filesystem::path& path,
                                     const std::string& device = "auto");
  // An untrained one, repeatable by its seed.
  static std::shared_ptr<Model> create(const Config& config, std::uint64_t seed,
                                       const std::string& device = "cpu");
  // The same network with more channels in its convolutions (never fewer), which at first does what
  // this one does: what is new starts at random, and nothing that was there listens to it yet. The
  // sound's network goes along as it is. Pitch preset only.
  std::shared_ptr<Model> widened(int width, int decoder_width, std::uint64_t seed) const;
  ~Model();

  const Config& config() const noexcept;
  std::string device() const;
  long parameters() const;
  void save(const std::filesystem::path& path) const;
  // The same with another training record (JSON) in the header.
  void save_with_record(const std::filesystem::path& path, const std::string& record) const;

  std::shared_ptr<StreamState> make_encoder_state() const;
  std::shared_ptr<StreamState> make_decoder_state() const;
  static void reset(StreamState& state);

  // So that this many threads may encode, decode and sound at once without making anything first.
  void prepare(int threads) const;

  // states.size() voices, frames frames each; the past is read from and left in the states.
  // Latents are posterior means, harmony place-major (patchbay/latent.h).
  void encode(std::span<StreamState* const> states, int frames,
              const float* log_bands,  // [voices][frames][bands]
              float* harmony,          // [voices][frames][places * channels_a_place]
              float* rhythm) const;    // [voices][frames][rhythm]
  void decode(std::span<StreamState* const> states, int frames, const float* harmony,
              const float* rhythm,
              float* log_bands) const;  // [voices][frames][bands]

  // The learned way to sound, where the model has one: bands, and what the tones leave of them, to
  // rows that engine/vocoder knows how to read (SoundShape).
  bool has_sound() const noexcept;
  std::shared_ptr<StreamState> make_sound_state() const;
  void sound(std::span<StreamState* const> states, int frames,
             const float* log_bands,  // [voices][frames][bands]
             const float* log_rest,   // [voices][frames][bands]
             float* rows) const;      // [voices][frames][SoundShape::outputs()]
  // Begins with an untrained one, repeatable by its seed; drops the one that was there.
  void begin_sound(int width, std::uint64_t seed);

  struct Nets;
  Nets& nets() const noexcept { return *nets_; }  // for the trainer

 private:
  Model();
  std::unique_ptr<Nets> nets_;
};

}  // namespace hemiola::model
