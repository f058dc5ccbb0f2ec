// A few seconds of practice music, rendered once per test run.
#pragma once

#include "corpus/corpus.h"
#include "support/temporary.h"

namespace hemiola::tests {

inline const std::filesystem::path& tiny_corpus() {
  static const TemporaryFolder folder;
  static const bool rendered = [] {
    corpus::CorpusOptions options;
    options.out = folder.path();
    options.clips = 6;
    options.clip_seconds = 6;
    corpus::render_corpus(options);
    return true;
  }();
  (void)rendered;
  return folder.path();
}

}  // namespace hemiola::tests
