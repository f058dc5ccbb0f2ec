// Fits the map, adds it and its quality to the model file.
#include "programs/fit_notes.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "evaluation/note_fit.h"
#include "programs/outputs.h"
#include "programs/progress.h"

namespace hemiola::programs {

void fit_notes(const NotesOptions& options) {
  check_output(options.out);
  const auto model = model::Model::load(options.from, "cpu");
  evaluation::NoteFit fit;
  {
    ProgressBar bar("fitting notes");
    fit = evaluation::fit_note_map(
        model, options.cache.empty() ? evaluation::default_cache() : options.cache, options.clips,
        [&](double fraction, const std::string& what) { bar.show(fraction, what); });
  }
  model->set_note_map(fit.map);
  model->set_note_reader(fit.reader);
  model->set_beat_map(fit.beats);
  const std::string& before = model->config().record;
  auto record = nlohmann::ordered_json::parse(before.empty() ? "{}" : before);
  record["notes"] = {{"clips", options.clips},
                     {"explained", fit.explained},
                     {"chords_named", fit.chords_named},
                     {"beats_explained", fit.beats_explained}};
  model->save_with_record(options.out, record.dump());
  std::fprintf(stderr,
               "%s knows notes and hits: in unseen music, notes explain %.2f of the harmony, hits "
               "%.2f of the "
               "drums' rhythm, and in %.2f of the time the right triad is read\n",
               options.out.c_str(), fit.explained, fit.beats_explained, fit.chords_named);
}

}  // namespace hemiola::programs
