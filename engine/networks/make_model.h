// Makes untrained models, and models of other sizes of trained ones.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "model/model.h"

namespace hemiola::networks {

using modelfile::Config;

// Makes an untrained model; equal seeds give equal weights. Maps in the configuration are zeros.
// Offers LibTorch (torch_player.h).
std::shared_ptr<model::Model> make_model(const Config& config, std::uint64_t seed,
                                         const std::string& device = "cpu");
// Returns a copy with more channels in its convolutions (never fewer). At first it gives the same
// output: new channels have random weights, but old channels do not read them yet. The sound
// network is copied unchanged. Pitch preset only.
std::shared_ptr<model::Model> widened(const model::Model& model, int width, int decoder_width,
                                      std::uint64_t seed);
// Returns a copy whose sound consists of shorter or longer frames. Its sound network, if it has
// one, says of each frequency and of each time in the frame what it said before; training fits the
// rest. Pitch preset only. Throws std::invalid_argument if the frames don't overlap.
std::shared_ptr<model::Model> with_synthesis_window(const model::Model& model, double seconds);
// Gives the model an untrained sound network for frames of this length; equal seeds give equal
// weights.
void add_sound_network(model::Model& model, int width, double window_seconds, std::uint64_t seed);

}  // namespace hemiola::networks
