// The maps of notes and of hits in the model file.
#include "support/catch_with_torch.h"

#include "model/model.h"
#include "networks/make_model.h"
#include "support/temporary.h"

using namespace hemiola;
using patchbay::NoteMap;

namespace {

NoteMap some_map(int places, int channels) {
  NoteMap map{places, channels, {}, {}};
  for (int i = 0; i < patchbay::NoteMapView::kRegisters * patchbay::NoteMapView::kReach * channels;
       ++i)
    map.kernel.push_back(0.01f * static_cast<float>(i % 17) - 0.05f);
  for (int i = 0; i < places * channels; ++i) map.bias.push_back(0.1f * static_cast<float>(i % 5));
  return map;
}

modelfile::Config small_config() {
  modelfile::Config config;
  config.width = 4;
  config.decoder_width = 4;
  return config;
}

}  // namespace

TEST_CASE("a model file keeps its map, and one without has none") {
  const tests::TemporaryFolder folder;
  const modelfile::Config config = small_config();
  const auto model = networks::make_model(config, 1);
  CHECK(model->note_map().empty());
  model->set_note_map(some_map(config.places, config.channels_per_place));
  model->save(folder.path() / "notes.safetensors");
  const NoteMap read = model::Model::load(folder.path() / "notes.safetensors", "cpu")->note_map();
  const NoteMap wanted = some_map(config.places, config.channels_per_place);
  CHECK(read.places == wanted.places);
  CHECK(read.channels == wanted.channels);
  CHECK(read.kernel == wanted.kernel);
  CHECK(read.bias == wanted.bias);
  CHECK(networks::widened(*model, 8, 8, 1)->note_map().kernel == wanted.kernel);
}

TEST_CASE("a map of one kernel, from before there were registers, plays it in all of them") {
  const tests::TemporaryFolder folder;
  const modelfile::Config config = small_config();
  const auto model = networks::make_model(config, 1);
  NoteMap old = some_map(config.places, config.channels_per_place);
  const auto one =
      static_cast<std::size_t>(patchbay::NoteMapView::kReach * config.channels_per_place);
  old.kernel.resize(one);
  model->set_note_map(old);
  model->save(folder.path() / "old.safetensors");
  const NoteMap read = model::Model::load(folder.path() / "old.safetensors", "cpu")->note_map();
  REQUIRE(read.kernel.size() == patchbay::NoteMapView::kRegisters * one);
  for (std::size_t i = 0; i < read.kernel.size(); ++i) CHECK(read.kernel[i] == old.kernel[i % one]);
}

TEST_CASE("a model file keeps its map from hits, and one without has none") {
  const tests::TemporaryFolder folder;
  const modelfile::Config config = small_config();
  const auto model = networks::make_model(config, 1);
  CHECK(model->beat_map().empty());
  patchbay::BeatMap map{config.rhythm, {}, {}, {}, {}, {}};
  for (int i = 0; i < patchbay::BeatMapView::kRows * config.rhythm; ++i)
    map.kernel.push_back(0.01f * static_cast<float>(i % 23));
  for (int i = 0; i < config.rhythm; ++i) map.bias.push_back(0.1f * static_cast<float>(i % 5));
  map.silence.assign(map.bias.rbegin(), map.bias.rend());
  map.lowest.assign(map.bias.size(), -2);
  map.highest.assign(map.bias.size(), 3);
  model->set_beat_map(map);
  model->save(folder.path() / "beats.safetensors");
  const auto read = model::Model::load(folder.path() / "beats.safetensors", "cpu")->beat_map();
  CHECK(read.rhythm == map.rhythm);
  CHECK(read.kernel == map.kernel);
  CHECK(read.bias == map.bias);
  CHECK(read.silence == map.silence);
  CHECK(read.lowest == map.lowest);
  CHECK(read.highest == map.highest);
}
