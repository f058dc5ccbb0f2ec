// Every address that the worker accepts.
#include "osc/table.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <sstream>

namespace hemiola::osc {

namespace {

using patchbay::Part;
using patchbay::Verb;

constexpr Argument kSemitones{
    .name = "semitones", .unit = "semitones", .lowest = -48, .highest = 48};
constexpr Argument kHold{.name = "hold", .unit = "off/on", .rule = Rule::toggle};
constexpr Argument kMoment{.name = "at",
                           .unit = "hit/now",
                           .rule = Rule::toggle,
                           .lowest = 0,
                           .highest = 1,
                           .optional = true,
                           .otherwise = 0};
constexpr Argument kSource{.name = "voice", .unit = "voice", .rule = Rule::voice};
constexpr Argument kWeight{.name = "weight", .unit = "ratio", .optional = true, .otherwise = 1};
constexpr Argument kGo{
    .name = "go", .unit = "off/on", .rule = Rule::toggle, .optional = true, .otherwise = 1};

constexpr Argument kSeconds{.name = "seconds", .unit = "s", .lowest = 0, .highest = 600};
constexpr Argument kFrameRate{.name = "rate_hz",
                              .unit = "Hz",
                              .lowest = 0,
                              .highest = 1000,
                              .optional = true,
                              .otherwise = 0};
constexpr Argument kStatusRate{.name = "rate_hz",
                               .unit = "Hz",
                               .lowest = 0.01,
                               .highest = 100,
                               .optional = true,
                               .otherwise = 1};
constexpr Argument kPort{.name = "port",
                         .unit = "UDP port",
                         .rule = Rule::whole,
                         .lowest = 0,
                         .highest = 65535,
                         .optional = true,
                         .otherwise = 0};
constexpr Argument kNote{.name = "note", .unit = "MIDI number", .lowest = 0, .highest = 127};
constexpr Argument kVelocity{.name = "velocity",
                             .unit = "MIDI velocity",
                             .lowest = 0,
                             .highest = patchbay::kMaxVelocity,
                             .optional = true,
                             .otherwise = patchbay::kUsualVelocity};
constexpr Argument kChord{.name = "name", .unit = "chord", .rule = Rule::chord};
constexpr Argument kHit{.name = "kind", .unit = "drum", .rule = Rule::hit};
constexpr Argument kTone{
    .name = "tone", .unit = "pitch class, 0 is C", .lowest = 0, .highest = 127};
constexpr Argument kStrength{.name = "strength", .unit = "ratio", .optional = true, .otherwise = 1};
constexpr Argument kFile{.name = "name", .unit = "file", .rule = Rule::file};

constexpr Argument kVoiceName{.name = "name", .unit = "text", .rule = Rule::voice_name};
constexpr Argument kName{.name = "name", .unit = "text", .rule = Rule::name};
constexpr Argument kWithin{
    .name = "seconds", .unit = "s", .lowest = 0, .highest = 600, .optional = true, .otherwise = 0};
constexpr Argument kX{.name = "x", .unit = "ratio"};
constexpr Argument kY{.name = "y", .unit = "ratio"};

using What = SnapshotOrder::What;

constexpr Row command(std::string_view address, Part part, Verb verb, int arguments, Argument first,
                      Argument second, std::string_view meaning) {
  return {address, Action::command, part, verb, arguments, {first, second}, meaning};
}
// verb ends the list of before, each adds an element.
constexpr Row list(std::string_view address, Verb verb, Verb each, Argument argument,
                   std::string_view meaning) {
  return {address, Action::command, Part::harmony, verb, 1, {argument}, meaning, true, each};
}
constexpr Row question(std::string_view address, Action action, std::string_view meaning) {
  return {address, action, Part::harmony, Verb::reset, 0, {}, meaning};
}
constexpr Row request(std::string_view address, Action action, int arguments, Argument first,
                      Argument second, std::string_view meaning) {
  return {address, action, Part::harmony, Verb::reset, arguments, {first, second}, meaning};
}

// Up to three arguments.
constexpr Row snapshot(std::string_view address, SnapshotOrder::What what,
                       std::initializer_list<Argument> arguments, std::string_view meaning) {
  Row row = request(address, Action::snapshot, static_cast<int>(arguments.size()), {}, {}, meaning);
  std::copy(arguments.begin(), arguments.end(), row.argument);
  row.what = what;
  return row;
}

constexpr std::array kTable = {
    command("/hemiola/VOICE/harmony/rotate", Part::harmony, Verb::rotate, 1, kSemitones, {},
            "turns the harmony up or down; fractions interpolate"),
    command("/hemiola/VOICE/harmony/freeze", Part::harmony, Verb::freeze, 1, kHold, {},
            "1 holds the harmony of the next frame, 0 lets it run again"),
    command(
        "/hemiola/VOICE/rhythm/freeze", Part::rhythm, Verb::freeze, 2, kHold, kMoment,
        "1 holds the rhythm as it was at the strongest hit of the last second or two (0), or as "
        "it is in the next frame (1), which between two hits may be soft"),
    list("/hemiola/VOICE/harmony/notes", Verb::notes, Verb::note, kNote,
         "plays these notes as harmony, fractions too, in the place of those before; none: the "
         "sound's own harmony comes back"),
    command("/hemiola/VOICE/harmony/note", Part::harmony, Verb::note, 2, kNote, kVelocity,
            "adds a note to those that are held, or ends it with velocity 0"),
    command("/hemiola/VOICE/harmony/chord", Part::harmony, Verb::notes, 1, kChord, {},
            "plays a chord by its name, such as Am7, F#dim or C/E; - ends it"),
    list("/hemiola/VOICE/harmony/scale", Verb::scale, Verb::tone, kTone,
         "pulls what sounds to the nearest of these pitch classes, fractions too; none: ends it"),
    command("/hemiola/VOICE/harmony/pull", Part::harmony, Verb::pull, 1, kStrength, {},
            "how far the scale pulls; 0 leaves the notes where they are"),
    command(
        "/hemiola/VOICE/rhythm/hit", Part::rhythm, Verb::hit, 2, kHit, kVelocity,
        "strikes a drum: from the first hit on, the rhythm is that of the hits in the place of the "
        "sound's; - ends it"),
    command("/hemiola/VOICE/harmony/from", Part::harmony, Verb::from, 2, kSource, kWeight,
            "takes the harmony of another voice; weight 0 keeps the own, 1 takes the other's; "
            "-1 or the own voice ends it"),
    command("/hemiola/VOICE/rhythm/from", Part::rhythm, Verb::from, 2, kSource, kWeight,
            "the same for the rhythm"),
    command("/hemiola/VOICE/harmony/glide", Part::harmony, Verb::glide, 1, kSeconds, {},
            "how long changes of the harmony take from now on: a rotation slides, a route or its "
            "weight moves over, a frozen chord melts when it is let go, played notes fade into the "
            "next, as scales do; 0 (at first) is at once"),
    command("/hemiola/VOICE/rhythm/glide", Part::rhythm, Verb::glide, 1, kSeconds, {},
            "the same for the rhythm"),
    command("/hemiola/VOICE/reset", Part::harmony, Verb::reset, 1, kGo, {},
            "ends rotation, freezing, notes, scale, hits, routes and glides of both parts, at "
            "once; 0 (a "
            "button let go) does nothing"),
    request("/hemiola/VOICE/name", Action::name, 1, kVoiceName, {},
            "gives one voice a name, which then stands for VOICE in any address; - ends it"),
    request("/hemiola/VOICE/subscribe/latents", Action::latents, 2, kFrameRate, kPort,
            "sends `/hemiola/N/harmony` and `/hemiola/N/rhythm` with all their channels as floats, "
            "of voice N each; 0 Hz is each frame"),
    request(
        "/hemiola/VOICE/subscribe/onsets", Action::onsets, 2, kFrameRate, kPort,
        "sends `/hemiola/N/onset` with its strength at each hit, not more often than this; 0 Hz "
        "is each one"),
    request("/hemiola/VOICE/subscribe/chroma", Action::chroma, 2, kFrameRate, kPort,
            "sends `/hemiola/N/chroma` with the loudness of the 12 pitch classes in the harmony, C "
            "first; 0 Hz is each frame"),
    request("/hemiola/VOICE/subscribe/chord", Action::chord, 2, kFrameRate, kPort,
            "sends `/hemiola/N/chord` with the name of the chord in the harmony (- for none) and a "
            "certainty of 0 to 1 when the chord changes, not more often than this; 0 Hz is each "
            "change"),
    request("/hemiola/subscribe/status", Action::pushed_status, 2, kStatusRate, kPort,
            "sends `/hemiola/status` so often, as if asked"),
    request("/hemiola/unsubscribe", Action::unsubscribe, 1, kPort, {},
            "ends all subscriptions of this receiver"),
    request("/hemiola/model", Action::model, 1, kFile, {},
            "loads a model file of the model folder and plays on with it; answers "
            "`/hemiola/loaded`"),
    snapshot("/hemiola/snapshot/save", What::save, {kName},
             "saves all that can be asked of the voices, with what is frozen, but not hits, under "
             "this name"),
    snapshot("/hemiola/snapshot/recall", What::recall, {kName, kWithin},
             "lets every voice glide to what was saved, in so many seconds"),
    snapshot("/hemiola/snapshot/delete", What::remove, {kName}, "forgets a snapshot"),
    snapshot("/hemiola/snapshot/place", What::place, {kName, kX, kY},
             "puts a snapshot at this place of the map"),
    snapshot("/hemiola/map", What::map, {kX, kY},
             "plays the blend of the snapshots around this point of the map, each the more the "
             "nearer it is"),
    snapshot("/hemiola/map/x", What::map, {kX}, "moves this point to the left or right"),
    snapshot("/hemiola/map/y", What::map, {kY}, "moves this point down or up"),
    question("/hemiola/snapshots", Action::snapshots,
             "answers `/hemiola/snapshots` with their number, then the name, x and y of each"),
    question("/hemiola/models", Action::models,
             "answers `/hemiola/models` with the name of the model that plays and those of the "
             "model folder"),
    question("/hemiola/names", Action::names,
             "answers `/hemiola/names` with the number of voices, then the name of each, empty for "
             "none"),
    question("/hemiola/status", Action::status,
             "answers `/hemiola/status` with pairs of name and value"),
    question("/hemiola/late", Action::late,
             "answers `/hemiola/late` with the late encoder frames, late decoder frames and "
             "dropped frames"),
    question("/hemiola/ping", Action::ping, "answers `/hemiola/pong`"),
};

std::string range_of(const Argument& argument) {
  if (argument.rule == Rule::voice) return "-1 to voices - 1, or a voice's name";
  if (argument.rule == Rule::voice_name) return "at most 31 letters, digits, - and _";
  if (argument.rule == Rule::file) return "a name without folders";
  if (argument.rule == Rule::name) return "at most 31 bytes, no slash";
  if (argument.rule == Rule::chord) return "a chord's name, or -";
  if (argument.rule == Rule::hit) return "kick, snare, hat, tom, cymbal, perc, or -";
  std::ostringstream text;
  text << argument.lowest << " to " << argument.highest;
  return text.str();
}

}  // namespace

std::span<const Row> table() { return kTable; }

bool has_values(const Row& row) noexcept {
  return row.action == Action::command && row.arguments > 0 && !row.list &&
         row.argument[0].rule != Rule::chord && row.argument[0].rule != Rule::hit;
}

std::string address_of(const Row& row, int voice) {
  constexpr std::string_view kVoice = "VOICE";
  std::string address(row.address);
  if (const auto at = address.find(kVoice); at != std::string::npos)
    address.replace(at, kVoice.size(), voice < 0 ? "all" : std::to_string(voice));
  return address;
}

std::string table_as_markdown() {
  std::ostringstream text;
  text << "| address | arguments | range | unit | meaning |\n|---|---|---|---|---|\n";
  for (const Row& row : kTable) {
    std::string names, ranges, units;
    for (int i = 0; i < row.arguments; ++i) {
      const Argument& argument = row.argument[i];
      const std::string name(argument.name);
      const std::string shown = row.list ? name + "..." : name;
      names.append(i ? " " : "").append(argument.optional || row.list ? '[' + shown + ']' : shown);
      ranges.append(i ? "; " : "").append(range_of(argument));
      units.append(i ? "; " : "").append(argument.unit);
    }
    text << "| `" << row.address << "` | " << names << " | " << ranges << " | " << units << " | "
         << row.meaning << " |\n";
  }
  return text.str();
}

}  // namespace hemiola::osc
