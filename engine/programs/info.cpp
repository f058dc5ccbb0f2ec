// hemiola info: a model's sizes, geometry, latency and training record.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "features/analysis.h"
#include "model/model.h"
#include "modelfile/default_model.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

using nlohmann::json;

struct Arguments {
  std::string model;
  double sample_rate = 48000;
  bool json = false;
};

json describe(const model::Model& m, double rate) {
  const auto& c = m.config();
  const bool streams = c.preset == modelfile::Preset::pitch;
  json j = {{"preset", streams ? "pitch" : "paper"},
            {"streams", streams},
            {"parameters", m.parameters()},
            {"harmony", {{"places", c.places}, {"channels_a_place", c.channels_per_place}}},
            {"rhythm", c.rhythm},
            {"bands", c.geometry.bands},
            {"notes", c.note_map},
            {"reads_notes", c.note_reader},
            {"beats", c.beat_map},
            {"sample_rate", rate},
            {"hop_samples", features::hop_samples(c.geometry, rate)},
            {"lookback_samples", features::lookback_samples(c.geometry, rate)},
            {"lookahead_frames", c.lookahead_frames},
            {"record", json::parse(c.record.empty() ? "{}" : c.record)}};
  if (streams) {
    const int synthesis = features::synthesis_latency_samples(c.geometry, rate);
    j["sound"] = m.has_sound() ? "learned" : "classical";
    j["synthesis_samples"] = synthesis;
    j["latency_samples"] = j["lookback_samples"].get<int>() + synthesis +
                           (1 + c.lookahead_frames) * j["hop_samples"].get<int>();
  }
  return j;
}

// One line per entry; long ones are truncated.
void print_record(const json& record) {
  constexpr std::size_t kLongest = 90;
  std::printf("  training record%s\n", record.empty() ? ": none" : " (all of it: --json):");
  for (const auto& [key, value] : record.items()) {
    std::string text = value.dump(-1, ' ', true);
    if (text.size() > kLongest) text = text.substr(0, kLongest) + " ...";
    std::printf("    %s: %s\n", key.c_str(), text.c_str());
  }
}

void print(const std::string& path, const json& j) {
  const double ms = 1000.0 / j["sample_rate"].get<double>();
  const auto line = [&](const char* what, int samples) {
    std::printf("  %-22s %6d samples %7.1f ms\n", what, samples, samples * ms);
  };
  std::printf("%s\n", path.c_str());
  std::printf("  preset %s, %ld parameters, %s\n", j["preset"].get<std::string>().c_str(),
              j["parameters"].get<long>(),
              j["streams"] ? "streams (causal)" : "offline only (not causal)");
  std::printf("  harmony: %d semitones x %d channels; rhythm: %d channels; %d bands\n",
              j["harmony"]["places"].get<int>(), j["harmony"]["channels_a_place"].get<int>(),
              j["rhythm"].get<int>(), j["bands"].get<int>());
  if (j.contains("sound"))
    std::printf("  sound: %s\n", j["sound"] == "learned"
                                     ? "learned (a network of the model's own)"
                                     : "classical (phase integration; none was learned)");
  for (const auto& [what, key] : {std::pair("chords by name or note", "notes"),
                                  {"chords read from a sound", "reads_notes"},
                                  {"beats by their hits", "beats"}})
    std::printf("  %s: %s\n", what,
                j[key] ? "yes" : "no (hemiola train --notes-only fits what is missing)");
  std::printf("  at %.0f Hz:\n", j["sample_rate"].get<double>());
  line("hop", j["hop_samples"]);
  line("analysis looks back", j["lookback_samples"]);
  line("look-ahead", j["lookahead_frames"].get<int>() * j["hop_samples"].get<int>());
  if (j.contains("synthesis_samples")) {
    line("margins (default)", j["hop_samples"]);  // between the processes, both directions
    line("synthesis", j["synthesis_samples"]);
    line("sound to sound", j["latency_samples"]);
  }
  print_record(j["record"]);
}

void run(const Arguments& a) {
  const std::filesystem::path path =
      a.model.empty() ? modelfile::default_model() : std::filesystem::path(a.model);
  const json j = describe(*model::Model::load(path, "cpu"), a.sample_rate);
  if (a.json)
    std::printf("%s\n", j.dump(2).c_str());
  else
    print(path.string(), j);
}

}  // namespace

void add_info(CLI::App& app) {
  auto* command = app.add_subcommand("info", "Say what a model is");
  auto a = std::make_shared<Arguments>();
  command->add_option("MODEL", a->model, "The model file (default: the one that came along)");
  command->add_option("--sample-rate", a->sample_rate, "Hertz, for the latency (default 48000)")
      ->check(CLI::Range(8000.0, 384000.0));
  command->add_flag("--json", a->json, "Print as JSON");
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
