// Low-pass and Opus anchors.
#include "baselines/anchors.h"

#include "audio/opus.h"
#include "measures/texture.h"

namespace hemiola::baselines {

const std::array<Anchor, kAnchors>& anchors() {
  const auto low_pass = [](double hz) {
    return [hz](const std::vector<float>& x, double rate) {
      return measures::low_passed(x, rate, hz);
    };
  };
  const auto opus = [](double bits) {
    return [bits](const std::vector<float>& x, double) { return audio::through_opus(x, bits); };
  };
  static const std::array<Anchor, kAnchors> all = {{{"low-pass 3.5 kHz", low_pass(3500)},
                                                    {"low-pass 7 kHz", low_pass(7000)},
                                                    {"Opus 16 kb/s", opus(16000)},
                                                    {"Opus 24 kb/s", opus(24000)},
                                                    {"Opus 32 kb/s", opus(32000)}}};
  return all;
}

}  // namespace hemiola::baselines
