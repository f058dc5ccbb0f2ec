// hemiola doctor: checks an installation and suggests remedies; exit status 1 if it cannot play.
#include "programs/doctor.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <random>

#include "base/statistics.h"
#include "model/model.h"
#include "modelfile/default_model.h"
#include "programs/subcommands.h"
#include "worker/session_processor.h"

namespace hemiola::programs {
namespace {

struct Arguments {
  std::string model;
  int osc_port = 57140;
  bool json = false;
  bool mend = false;
};

std::string rounded(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

struct Played {
  double frame_ms = 0;  // median time to encode and decode one voice
  double worst_ms = 0;  // 99th percentile
  double loudest = 0;
  bool finite = true;
};

// Plays one second of hits and a chord through one voice, as the worker does.
Played play(worker::Processor& processor, double rate) {
  const ipc::Geometry geometry = processor.geometry();
  const auto hop = static_cast<std::size_t>(geometry.timing.hop);
  const int frames = static_cast<int>(rate / static_cast<double>(hop));
  std::vector<float> in(hop), out(hop), harmony(static_cast<std::size_t>(geometry.harmony())),
      rhythm(static_cast<std::size_t>(geometry.rhythm));
  std::mt19937 dice(1);
  std::uniform_real_distribution<float> noise(-0.3f, 0.3f);
  std::vector<double> times;
  Played played;
  for (int frame = 0; frame < frames; ++frame) {
    for (std::size_t i = 0; i < hop; ++i) {
      const double t = (static_cast<double>(hop) * frame + static_cast<double>(i)) / rate;
      const double fade = std::exp(-8 * std::fmod(t, 0.25));
      in[i] = static_cast<float>(0.2 * std::sin(2 * M_PI * 220 * t) +
                                 0.2 * std::sin(2 * M_PI * 277.2 * t)) +
              static_cast<float>(fade) * noise(dice);
    }
    const auto begin = std::chrono::steady_clock::now();
    const session::EncodeJob encode{0, in.data(), harmony.data(), rhythm.data()};
    const session::DecodeJob decode{0, harmony.data(), rhythm.data(), out.data(), nullptr};
    processor.encode({&encode, 1});
    processor.patch({&encode, 1});
    processor.decode({&decode, 1});
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
            .count());
    for (const float sample : out) {
      played.finite = played.finite && std::isfinite(sample);
      played.loudest = std::max(played.loudest, static_cast<double>(std::abs(sample)));
    }
  }
  played.frame_ms = base::median(times);
  played.worst_ms = base::nth_smallest(times, times.size() * 99 / 100);
  return played;
}

Findings check_model(const std::string& named) {
  constexpr double kRate = 48000;
  try {
    const std::string path = named.empty() ? modelfile::default_model().string() : named;
    model::use_threads(1);  // as in the worker
    const auto processor = worker::load_session(path, "cpu", kRate, 1, 1);
    const double hop_ms = 1000 * static_cast<double>(processor->geometry().timing.hop) / kRate;
    const Played played = play(*processor, kRate);
    Finding sound{"model", Health::well, path + " loads and sounds."};
    if (!played.finite || played.loudest < 1e-4)
      sound = {"model", Health::broken,
               path + " loads, but its sound is " + (played.finite ? "silence." : "no number."),
               "Install the model again; if you trained it, look at its learning curves."};
    Finding speed{"speed", Health::well,
                  "one voice takes " + rounded(played.frame_ms, 2) + " ms of each " +
                      rounded(hop_ms, 2) + " ms, one frame in a hundred more than " +
                      rounded(played.worst_ms, 2) + " ms."};
    if (played.frame_ms > 0.8 * hop_ms) {
      speed.health = Health::broken;
      speed.remedy = "This machine is too slow to play live, or busy with something else now.";
    } else if (played.worst_ms > hop_ms / 2) {
      speed.health = Health::doubtful;
      speed.remedy =
          "Some frames will be late. End what else runs here, or give more time: "
          "Hemiola.start(s, latency: 0.1).";
    }
    return {sound, speed};
  } catch (const std::exception& error) {
    return {{"model", Health::broken, error.what(),
             "Install again, or name a model file that is there: HEMIOLA_MODEL, or --model."}};
  }
}

const char* word(Health health) {
  switch (health) {
    case Health::well:
      return "well";
    case Health::doubtful:
      return "doubtful";
    case Health::broken:
      return "broken";
  }
  return "";
}

void print(const Findings& findings) {
  for (const Finding& finding : findings) {
    std::printf("%-9s %-14s %s\n", word(finding.health), finding.check.c_str(),
                finding.says.c_str());
    if (!finding.remedy.empty()) std::printf("%-24s -> %s\n", "", finding.remedy.c_str());
  }
}

void print_json(const Findings& findings, bool well) {
  nlohmann::json list = nlohmann::json::array();
  for (const Finding& finding : findings)
    list.push_back({{"check", finding.check},
                    {"health", word(finding.health)},
                    {"says", finding.says},
                    {"remedy", finding.remedy}});
  const nlohmann::json all = {{"well", well}, {"version", HEMIOLA_VERSION}, {"findings", list}};
  // Paths may contain bytes that are not UTF-8.
  std::printf("%s\n", all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

void run(const Arguments& a) {
  Findings findings;
  const auto add = [&findings](const Findings& more) {
    findings.insert(findings.end(), more.begin(), more.end());
  };
  add(check_servers());
  add(check_plugins());
  add(check_classes());
  add(check_model(a.model));
  add(check_mapping());
  add(check_shared_memory());
  add(check_stale_segments(a.mend));
  add(check_osc_port(a.osc_port));
  add(check_sound_system());
  add(check_rights());
  add(check_processor());
  const bool well = std::none_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.health == Health::broken;
  });
  if (a.json)
    print_json(findings, well);
  else
    print(findings);
  if (!well) throw CLI::RuntimeError(1);
}

}  // namespace

void add_doctor(CLI::App& app) {
  auto* command = app.add_subcommand("doctor", "Check this installation and say what to do");
  auto a = std::make_shared<Arguments>();
  command->add_option("--model", a->model, "Model file (default: the one that came along)");
  command->add_option("--osc-port", a->osc_port, "The port that is to be free (default 57140)")
      ->check(CLI::Range(1, 65535));
  command->add_flag("--mend", a->mend, "Remove shared memory that dead servers left behind");
  command->add_flag("--json", a->json, "Print as JSON");
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
