// Fuzzes the command table: well-formed messages to its addresses with any arguments, in any order
// and in bundles, down to the commands that the worker takes.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "../osc/bounds.h"
#include "osc/schedule.h"
#include "osc/table.h"
#include "patchbay/patch_bay.h"

namespace {

using namespace hemiola;

constexpr int kVoices = 4;
const patchbay::LatentShape kShape{.places = 12, .channels_per_place = 2, .rhythm = 5};

// Reads values from the fuzzer's bytes; zeros after their end.
struct Bytes {
  const std::uint8_t* at;
  const std::uint8_t* end;

  std::uint8_t byte() { return at < end ? *at++ : std::uint8_t{0}; }
  std::uint32_t word() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | byte();
    return value;
  }
  std::string text() {
    std::string text(byte() % 40, '\0');
    for (char& letter : text) letter = static_cast<char>(byte());
    return text;
  }
};

osc::Value argument(Bytes& bytes) {
  osc::Value value;
  constexpr std::string_view kTypes = "ifhdTFsNbI";
  value.type = kTypes[bytes.byte() % kTypes.size()];
  const std::uint32_t word = bytes.word();
  value.number = value.type == 'i' ? static_cast<std::int32_t>(word) : std::bit_cast<float>(word);
  if (value.type == 's') value.text = bytes.text();
  return value;
}

std::string address(Bytes& bytes) {
  const auto rows = osc::table();
  std::string address(rows[bytes.byte() % rows.size()].address);
  constexpr const char* kVoice[] = {"0", "3", "all", "*", "[0-2]", "{1,all}", "4", "-1", "?"};
  const std::size_t at = address.find("VOICE");
  if (at != std::string::npos) address.replace(at, 5, kVoice[bytes.byte() % std::size(kVoice)]);
  if (bytes.byte() % 4 == 0 && !address.empty())
    address[bytes.byte() % address.size()] = static_cast<char>(bytes.byte());
  return address;
}

bool all_finite(patchbay::PatchBay& bay) {
  std::vector<float> harmony(kVoices * kShape.places * kShape.channels_per_place, 0.5f);
  std::vector<float> rhythm(kVoices * kShape.rhythm, -0.5f);
  std::vector<patchbay::VoiceFrame> frames;
  for (int voice = 0; voice < kVoices; ++voice)
    frames.push_back({voice, &harmony[voice * kShape.places * kShape.channels_per_place],
                      &rhythm[voice * kShape.rhythm]});
  bay.process(frames);
  for (const float value : harmony)
    if (!std::isfinite(value)) return false;
  for (const float value : rhythm)
    if (!std::isfinite(value)) return false;
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes{data, data + size};
  osc::Parsed parsed;
  static osc::Schedule schedule;  // empty again at the end
  patchbay::PatchBay bay(kShape, kVoices);
  bay.know_notes(
      {kShape.places, kShape.channels_per_place,
       std::vector<float>(patchbay::NoteMapView::kRegisters * patchbay::NoteMapView::kReach *
                              kShape.channels_per_place,
                          0.1f),
       std::vector<float>(kShape.places * kShape.channels_per_place, 0.2f)},
      {kShape.places, kShape.channels_per_place,
       std::vector<float>(patchbay::NoteMapView::kReach * kShape.channels_per_place, 0.1f),
       std::vector<float>(kShape.places, -0.2f)});
  while (bytes.at < bytes.end) {
    osc::Message message;
    message.address = address(bytes);
    for (int i = 0, count = bytes.byte() % 4; i < count; ++i)
      message.arguments.push_back(argument(bytes));
    message.time = bytes.byte() % 3 == 0 ? osc::TimeTag{bytes.word()} : osc::kNow;
    osc::read_message(message, kVoices, parsed);
  }
  if (!osc::within_bounds(parsed, kVoices)) std::abort();
  static_cast<void>(schedule.add(parsed.commands, 1));
  osc::Order command;
  while (schedule.take(command, ~osc::TimeTag{0})) bay.apply(command);
  for (int frame = 0; frame < 3; ++frame)
    if (!all_finite(bay)) std::abort();
  return 0;
}
