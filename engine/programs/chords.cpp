// hemiola chords: the chords of a sound by name, as a file for remix --chords.
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "notation/chord_reading.h"
#include "patchbay/note_reader.h"
#include "programs/offline.h"
#include "programs/outputs.h"
#include "programs/progress.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

constexpr double kStepSeconds = 0.25;  // between two readings
constexpr int kReach = 1;              // steps to each side that are averaged with one

struct Arguments {
  std::filesystem::path in, out, model;
  std::string device = "auto";
  double shortest_seconds = 0.5;
};

using Chroma = std::array<float, 12>;

// The mean pitch classes of each step.
std::vector<Chroma> read_chroma(const Arguments& a, const audio::Survey& survey) {
  const auto model = load_model(a.model, a.device);
  const patchbay::NoteReader reader = model->note_reader();
  if (reader.empty())
    throw std::runtime_error(
        "this model reads no notes; fit them: hemiola train --notes-only --from MODEL --out NEW");
  session::Session session(model, survey.info.sample_rate, 1);
  std::vector<float> loudness(static_cast<std::size_t>(session.shape().places));
  std::vector<Chroma> steps;
  std::vector<int> counts;
  ProgressBar bar("listening");
  const auto add = [&](std::span<const float> harmony, std::span<const float>, double seconds) {
    if (seconds < 0) return;
    reader.view().notes_of(harmony, loudness);
    const Chroma chroma = patchbay::chroma_of(loudness);
    const auto step = static_cast<std::size_t>(seconds / kStepSeconds);
    steps.resize(std::max(steps.size(), step + 1), Chroma{});
    counts.resize(steps.size());
    for (std::size_t i = 0; i < chroma.size(); ++i) steps[step][i] += chroma[i];
    ++counts[step];
  };
  encode_file(session, a.in, survey, add, [&](double fraction) { bar.show(fraction); });
  for (std::size_t s = 0; s < steps.size(); ++s)
    for (float& x : steps[s]) x /= static_cast<float>(std::max(counts[s], 1));
  return steps;
}

std::vector<notation::NamedChord> name_steps(const std::vector<Chroma>& steps) {
  std::vector<notation::NamedChord> names;
  const int count = static_cast<int>(steps.size());
  for (int s = 0; s < count; ++s) {
    const int first = std::max(0, s - kReach), last = std::min(count - 1, s + kReach);
    Chroma mean{};
    for (int i = first; i <= last; ++i)
      for (std::size_t c = 0; c < mean.size(); ++c)
        mean[c] += steps[static_cast<std::size_t>(i)][c] / static_cast<float>(last - first + 1);
    names.push_back(notation::name_chord(mean));
  }
  return names;
}

struct Run {
  std::size_t begin = 0, end = 0;  // steps
  std::string name;
  double certainty = 0;  // mean over its steps
};

// Equal names become one run; what is shorter than asked joins the run before it, or, at the very
// beginning, the one after it.
std::vector<Run> runs_of(const std::vector<notation::NamedChord>& steps, double shortest_seconds) {
  std::vector<Run> runs;
  std::size_t begin = 0;
  for (std::size_t s = 0; s < steps.size();) {
    std::size_t end = s;
    double certainty = 0;
    for (; end < steps.size() && steps[end].name == steps[s].name; ++end)
      certainty += steps[end].certainty;
    const bool is_short = static_cast<double>(end - s) * kStepSeconds < shortest_seconds;
    if (!runs.empty() && (is_short || runs.back().name == steps[s].name)) {
      runs.back().end = end;
    } else if (!is_short || end == steps.size()) {
      runs.push_back({begin, end, steps[s].name, certainty / static_cast<double>(end - s)});
      begin = end;
    }
    s = end;
  }
  return runs;
}

void run(const Arguments& a) {
  check_output(a.out);
  const audio::Survey survey = look_through(a.in);
  const std::vector<Run> runs = runs_of(name_steps(read_chroma(a, survey)), a.shortest_seconds);
  std::ofstream out(a.out);
  out << "# The chords of " << a.in.filename().string()
      << ": seconds, chord (-: none), certainty\n";
  for (const Run& each : runs) {
    char line[80];
    std::snprintf(line, sizeof line, "%.2f %s  # %.2f\n",
                  static_cast<double>(each.begin) * kStepSeconds,
                  each.name.empty() ? "-" : each.name.c_str(), each.certainty);
    out << line;
  }
  if (!out.flush()) throw std::runtime_error(a.out.string() + ": can't be written.");
  std::fprintf(stderr, "%zu chords, in %s\n", runs.size(), a.out.c_str());
}

}  // namespace

void add_chords(CLI::App& app) {
  auto* command = app.add_subcommand("chords", "Write a sound's chords, by name, to a text file");
  auto a = std::make_shared<Arguments>();
  command->add_option("IN", a->in, "Sound file (wav, flac, ogg, mp3)")->required();
  command->add_option("-o,--out", a->out, "The text to write, as remix --chords reads it")
      ->required();
  command
      ->add_option("--shortest", a->shortest_seconds,
                   "Seconds; what is shorter joins the chord before it (default 0.5)")
      ->check(CLI::Range(0.0, 60.0));
  command->add_option("--model", a->model, "Model file (default: the one that came along)");
  command->add_option("--device", a->device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
