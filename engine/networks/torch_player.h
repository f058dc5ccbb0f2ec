// Plays models with LibTorch: on a GPU, and the paper preset.
#pragma once

namespace hemiola::networks {

// Offers LibTorch to all models of this program. Call before the first is loaded; again does
// nothing.
void offer_torch();

}  // namespace hemiola::networks
