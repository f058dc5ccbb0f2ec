// Compares values with those that were sent last.
#include "web/listened.h"

#include "osc/packet.h"
#include "web/namespace.h"

namespace hemiola::web {

namespace {

std::string message(const osc::Row& row, int voice, const std::vector<float>& value) {
  osc::MessageWriter out(osc::address_of(row, voice));
  for (std::size_t i = 0; i < value.size(); ++i) {
    const osc::Argument& argument = row.argument[row.list ? 0 : i];
    if (argument.rule == osc::Rule::toggle)
      out.add_flag(value[i] != 0);
    else if (argument.rule == osc::Rule::voice)
      out.add(static_cast<std::int32_t>(value[i]));
    else
      out.add(value[i]);
  }
  return out.bytes();
}

}  // namespace

std::vector<Listened::Place> Listened::places_below(std::string_view path) const {
  while (path.ends_with('/')) path.remove_suffix(1);
  std::vector<Place> places;
  for (std::size_t row = 0; row < osc::table().size(); ++row)
    for (int voice = 0; voice < values_.voices(); ++voice)
      if (is_readable(osc::table()[row]) &&
          lies_below(osc::address_of(osc::table()[row], voice), path))
        places.emplace_back(row, voice);
  return places;
}

Listened::Value Listened::value_at(const Place& place) const {
  const auto& [row, voice] = place;
  if (osc::table()[row].list) return values_.list(row, voice);
  Value value;
  for (int i = 0; i < osc::table()[row].arguments; ++i)
    value.push_back(values_.value(row, voice, i));
  return value;
}

bool Listened::add(std::string_view path) {
  const std::vector<Place> places = places_below(path);
  for (const Place& place : places) sent_.emplace(place, std::nullopt);
  return !places.empty();
}

bool Listened::remove(std::string_view path) {
  const std::vector<Place> places = places_below(path);
  for (const Place& place : places) sent_.erase(place);
  return !places.empty();
}

std::vector<std::string> Listened::changes() {
  std::vector<std::string> packets;
  for (auto& [place, sent] : sent_) {
    Value value = value_at(place);
    if (sent == value) continue;
    packets.push_back(message(osc::table()[place.first], place.second, value));
    sent = std::move(value);
  }
  return packets;
}

}  // namespace hemiola::web
