// Vocoder without a model: one synthesiser per voice.
#include <vector>

#include "features/synthesis.h"
#include "vocoder/vocoder.h"

namespace hemiola::vocoder {
namespace {

class Classical : public Vocoder {
 public:
  Classical(const features::Geometry& geometry, double sample_rate, int voices) {
    const auto tables = features::make_synthesis_tables(geometry, sample_rate);
    for (int v = 0; v < voices; ++v) synthesisers_.emplace_back(tables);
  }
  int latency_samples() const noexcept override { return synthesisers_.front().latency_samples(); }
  void reset(int voice) noexcept override { synthesisers_[voice].reset(); }
  void process(std::span<const Job> jobs) override {
    for (const Job& job : jobs)
      synthesisers_[job.voice].process(job.log_bands, job.samples, job.tail);
  }

 private:
  std::vector<features::Synthesiser> synthesisers_;
};

}  // namespace

std::unique_ptr<Vocoder> make_classical(const features::Geometry& geometry, double sample_rate,
                                        int voices) {
  return std::make_unique<Classical>(geometry, sample_rate, voices);
}

}  // namespace hemiola::vocoder
