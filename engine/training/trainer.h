// Trains a model on a folder of music: steps, schedule, checkpoints, the log of a run.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>

#include "model/model.h"
#include "training/examples.h"

namespace hemiola::training {

struct TrainOptions {
  std::filesystem::path audio;  // folder of sound files, searched through
  std::filesystem::path out;    // the model file; its run folder is OUT.run
  std::filesystem::path from;   // a model to start from; empty: from nothing
  model::Preset preset = model::Preset::pitch;
  std::string device = "auto";
  bool resume = false;
  double frames = 3e6;  // to train on in all
  int batch = 8;        // excerpts a step
  ExampleOptions examples;
  double learning_rate = 1.2e-3;
  double save_seconds = 120;
  int threads = 0;  // of the arithmetic; 0: half of the cores
};

struct Progress {
  long step = 0, steps = 0;
  double loss = 0, error_nats = 0, harmony_kl = 0, rhythm_kl = 0;  // means since the last report
  double frames_per_second = 0, seconds_left = 0;
};

struct TrainResult {
  bool finished = false;  // false: stopped on request, a checkpoint lies in the run folder
  Progress last;
  double first_loss = 0;
  std::shared_ptr<model::Model> model;
};

// report is called about every two seconds. stop may be set from a signal handler: the step in
// progress ends, a checkpoint is written. Throws std::runtime_error (path, reason, remedy).
TrainResult train(const TrainOptions& options, const std::function<void(const Progress&)>& report,
                  const std::function<void(const std::string&)>& say,
                  const std::atomic<bool>* stop = nullptr);

// Mean loss of examples [first, first + count) with posterior means; sign -1 rotates the wrong way.
double held_out_loss(const model::Model& model, const ExampleMaker& examples, std::uint64_t first,
                     int count, double sign = 1);

}  // namespace hemiola::training
