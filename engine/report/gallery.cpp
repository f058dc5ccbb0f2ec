// Renders the sounds of the page and measures them.
#include "report/gallery.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "baselines/separation_baseline.h"
#include "coding/offline_patcher.h"
#include "measures/chroma_flux.h"
#include "measures/compare.h"
#include "report/figure_text.h"

namespace hemiola::report {
namespace {

using measures::Chroma, measures::Flux;
using patchbay::Command, patchbay::Part, patchbay::Verb;
using PageFigures = std::vector<std::pair<std::string, std::string>>;

constexpr int kUp = 5, kDown = -3;  // semitones

struct PlayedTriad {
  int triad;  // see measures::kChordClasses
  std::array<int, 4> notes;
};
constexpr PlayedTriad kChords[] = {
    {21, {45, 57, 60, 64}}, {5, {41, 57, 60, 65}}, {0, {48, 55, 60, 64}}, {7, {43, 55, 59, 62}}};
// Loudness of kick, snare and hat in tenths, by eighths of a bar.
constexpr const char* kBeat[] = {"90050700", "00900090", "63637365"};
constexpr double kStepSeconds = 0.25;

// From this time to the end.
measures::Chroma after(const measures::Chroma& chroma, double seconds) {
  const auto first = 12 * static_cast<std::ptrdiff_t>(seconds / chroma.clock.hop_seconds);
  return {{chroma.values.begin() + std::min(first, std::ssize(chroma.values)), chroma.values.end()},
          chroma.clock};
}

measures::Flux after(const measures::Flux& flux, double seconds) {
  const auto first = static_cast<std::ptrdiff_t>(seconds / flux.clock.hop_seconds);
  return {{flux.values.begin() + std::min(first, std::ssize(flux.values)), flux.values.end()},
          flux.clock};
}

measures::Chroma turned(const measures::Chroma& chroma, int semitones) {
  measures::Chroma out = chroma;
  for (std::size_t row = 0; row + 12 <= out.values.size(); row += 12)
    for (int c = 0; c < 12; ++c)
      out.values[row + static_cast<std::size_t>((c + semitones + 12) % 12)] =
          chroma.values[row + static_cast<std::size_t>(c)];
  return out;
}

// The chord of the first step, held to the end.
measures::Chroma held(const measures::Chroma& chroma) {
  measures::Chroma out = chroma;
  for (std::size_t i = 12; i < out.values.size(); ++i) out.values[i] = out.values[i % 12];
  return out;
}

// Chroma less the mean of its twelve classes, so that unrelated music has a likeness near 0.
measures::Chroma chords_of(const std::vector<float>& sound, double sample_rate) {
  measures::Chroma chroma = measures::chroma_of(sound, sample_rate);
  for (std::size_t row = 0; row + 12 <= chroma.values.size(); row += 12) {
    float mean = 0, square = 0;
    for (std::size_t c = row; c < row + 12; ++c) mean += chroma.values[c] / 12;
    for (std::size_t c = row; c < row + 12; ++c) chroma.values[c] -= mean;
    for (std::size_t c = row; c < row + 12; ++c) square += chroma.values[c] * chroma.values[c];
    for (std::size_t c = row; c < row + 12 && square > 0; ++c)
      chroma.values[c] /= std::sqrt(square);
  }
  return chroma;
}

struct Source {
  double rate = 0;
  std::vector<float> samples;
  coding::Latents latents;
  measures::Chroma chroma;
  measures::Flux flux;
};

class Gallery {
 public:
  Gallery(const std::shared_ptr<const model::Model>& model, coding::Mix a, coding::Mix b,
          double seconds, const coding::ReportProgress& report)
      : model_(model),
        make_(baselines::synthesizer_of(model)),
        report_(report),
        a_(source(std::move(a), seconds)),
        b_(source(std::move(b), seconds)),
        freeze_seconds_(static_cast<double>(b_.samples.size()) / b_.rate / 3) {}

  // number: of the pair, from 1; names.credit: author and licence.
  std::vector<GalleryClip> real_pair(int number, const RealPair& names) {
    const std::string mark = "real" + std::to_string(number) + "_";
    GalleryClip piece = original((mark + "a").c_str(), "A", a_);
    piece.page.title = names.piece_name;
    piece.page.words = names.credit;
    GalleryClip loop = original((mark + "b").c_str(), "B", b_);
    loop.page.title = names.loop_name;
    loop.page.words = "Gives the rhythm.";
    GalleryClip both = remix();
    both.page.file = mark + "remix";
    both.page.title = names.piece_name + ", played by " + names.loop_name;
    both.page.words = "The piece's chords, struck by the loop's hits.";
    return {std::move(piece), std::move(loop), std::move(both)};
  }

  std::vector<GallerySection> sections() {
    std::vector<GallerySection> all;
    all.push_back({"What goes in", {original("a", "A", a_), original("b", "B", b_)}});
    all.push_back({"The harmony of A with the rhythm of B", {remix()}});
    if (a_.rate == b_.rate) all.back().clips.push_back(rival());
    if (!model_->note_map().empty()) all.push_back(played());
    all.push_back({"The harmony turned, the beat untouched", {rotated(kUp), rotated(kDown)}});
    all.push_back({"One of the two held still", {harmony_held(), rhythm_held()}});
    all.push_back({"Encoded and decoded, nothing changed: what the model itself costs",
                   {copy("copy_a", "A", a_), copy("copy_b", "B", b_)}});
    return all;
  }

 private:
  // Four chords in the place of B's harmony; and with hits in the place of its rhythm.
  GallerySection played() {
    coding::Latents latents = b_.latents;
    const auto width = latents.harmony.size() / static_cast<std::size_t>(latents.frames);
    const auto rhythm = latents.rhythm.size() / static_cast<std::size_t>(latents.frames);
    const double frame_seconds = model_->config().geometry.hop_seconds;
    const auto of_frame = [&](int t) { return t * std::ssize(kChords) / latents.frames; };
    const patchbay::NoteMap notes = model_->note_map();
    for (int t = 0; t < latents.frames; ++t) {
      std::vector<float> loudness(static_cast<std::size_t>(notes.places));
      for (const int midi : kChords[of_frame(t)].notes) patchbay::add_note(loudness, midi, 0.8f);
      notes.view().harmony_of(loudness,
                              {&latents.harmony[static_cast<std::size_t>(t) * width], width});
    }
    GallerySection section{"The same beat, four chords that nobody played", {}};
    section.clips.push_back(chords("chords", "Am F C G, played by B",
                                   "The chords were typed: nobody played them. The beat is B's.",
                                   latents));
    if (model_->beat_map().empty()) return section;
    const patchbay::BeatMap beats = model_->beat_map();
    patchbay::RecentHits hits;
    int struck = -1;
    for (int t = 0; t < latents.frames; ++t) {
      const int step = static_cast<int>(t * frame_seconds / kStepSeconds);
      for (int kind = 0; step != struck && kind < std::ssize(kBeat); ++kind)
        hits.strike(kind, 0.1f * static_cast<float>(kBeat[kind][step % 8] - '0'));
      struck = step;
      beats.view().rhythm_of(hits, {&latents.rhythm[static_cast<std::size_t>(t) * rhythm], rhythm});
      hits.pass(static_cast<float>(frame_seconds));
    }
    section.clips.push_back(chords("no_input", "Chords and hits out of nothing",
                                   "No sound goes in: chords and the hits of kick, snare and hat "
                                   "are typed.",
                                   latents));
    return section;
  }

  GalleryClip chords(const char* file, const char* title, const char* words,
                     const coding::Latents& latents) {
    auto sound = sound_of(latents, b_);
    const measures::Chroma chroma = measures::chroma_of(sound, b_.rate);
    const std::vector<int> read = measures::match_triads(chroma);
    const double seconds = static_cast<double>(sound.size()) / b_.rate / std::ssize(kChords);
    int right = 0, judged = 0;
    for (std::size_t t = 0; t < read.size(); ++t) {
      const double at = chroma.clock.centre(static_cast<double>(t)) / seconds;
      if (at < 0 || at >= std::ssize(kChords) || std::fmod(at, 1) < 0.2) continue;
      right += read[t] == kChords[static_cast<int>(at)].triad ? 1 : 0;
      ++judged;
    }
    const double share = judged == 0 ? 0 : static_cast<double>(right) / judged;
    return clip(file, title, words, {{"chords read back from the sound", figure_text(share)}},
                b_.rate, std::move(sound));
  }

  Source source(coding::Mix mix, double seconds) {
    Source s{mix.sample_rate, std::move(mix.samples), {}, {}, {}};
    s.samples.resize(std::min(s.samples.size(), static_cast<std::size_t>(seconds * s.rate)));
    const coding::OfflinePatcher patcher(model_, s.rate);
    s.latents = patcher.encode(baselines::bands_of(s.samples, patcher.geometry(), s.rate));
    s.chroma = chords_of(s.samples, s.rate);
    s.flux = measures::flux_of(s.samples, s.rate);
    tell();
    return s;
  }

  void tell() {
    constexpr double kSteps = 13;
    if (report_) report_(std::min(1.0, ++steps_ / kSteps), "playing for the page");
  }

  std::vector<float> sound_of(const coding::Latents& latents, const Source& like) {
    const coding::OfflinePatcher patcher(model_, like.rate);
    auto synthesizer = make_(patcher.geometry(), like.rate);
    auto sound = synthesizer->sound(patcher.decode(latents), like.samples.size());
    tell();
    return sound;
  }

  // Voice 1: B with the harmony of A, then the moves.
  std::vector<float> patched(std::vector<coding::TimedCommand> moves) {
    moves.insert(moves.begin(), {0, {1, Part::harmony, Verb::from, 0, 1}});
    return sound_of(coding::OfflinePatcher(model_, b_.rate).patched(a_.latents, b_.latents, moves),
                    b_);
  }

  int freeze_frame() const {
    return static_cast<int>(freeze_seconds_ * b_.rate /
                            coding::OfflinePatcher(model_, b_.rate).hop());
  }

  GalleryClip clip(std::string file, std::string title, std::string words, PageFigures figures,
                   double rate, std::vector<float> samples) const {
    return {{std::move(file), std::move(title), std::move(words), std::move(figures)},
            rate,
            std::move(samples)};
  }

  // Likeness to both sources.
  PageFigures of_both(const std::vector<float>& sound, int semitones) const {
    const measures::Flux flux = measures::flux_of(sound, b_.rate);
    const measures::Chroma chroma = chords_of(sound, b_.rate);
    const std::string turn = semitones == 0 ? "" : ", turned by " + figure_text(semitones, "%+.0f");
    return {{"onsets: correlation with B's",
             figure_text(measures::correlation(flux.values, b_.flux.values))},
            {"onsets: correlation with A's",
             figure_text(measures::correlation(flux.values, a_.flux.values))},
            {"chords: likeness to A's" + turn,
             figure_text(measures::similarity(chroma, turned(a_.chroma, semitones)))},
            {semitones == 0 ? "chords: likeness to B's" : "chords: likeness to A's, not turned",
             figure_text(measures::similarity(chroma, semitones == 0 ? b_.chroma : a_.chroma))}};
  }

  GalleryClip original(const char* file, const std::string& name, const Source& s) const {
    const bool gives_harmony = name == "A";
    return clip(
        file, name + (gives_harmony ? ": gives the harmony" : ": gives the rhythm"),
        gives_harmony ? "Listen to when the chords change; they come back below."
                      : "Listen to where the hits fall, and how loud each is.",
        {{"loudness", figure_text(measures::loudness_lufs(s.samples, s.rate), "%.1f LUFS")}},
        s.rate, s.samples);
  }

  GalleryClip remix() {
    auto sound = patched({});
    PageFigures figures = of_both(sound, 0);
    return clip("remix", "Hemiola's remix",
                "A's chords, struck by B's hits: the pads have lost their own attacks, and nothing "
                "of B's own notes should be heard.",
                std::move(figures), b_.rate, std::move(sound));
  }

  GalleryClip rival() {
    auto sound = baselines::cross_by_separation(a_.samples, b_.samples, b_.rate);
    tell();
    PageFigures figures = of_both(sound, 0);
    return clip("rival", "The rival: median filtering",
                "A's tones with B's hits laid over them. Cleaner, for it is the recordings "
                "themselves; but A's own attacks are still there, and its chords don't follow the "
                "beat.",
                std::move(figures), b_.rate, std::move(sound));
  }

  GalleryClip rotated(int semitones) {
    auto sound = patched({{0, {1, Part::harmony, Verb::rotate, static_cast<float>(semitones), 1}}});
    PageFigures figures = of_both(sound, semitones);
    const bool up = semitones > 0;
    return clip(
        up ? "up" : "down",
        "The remix, " + std::to_string(std::abs(semitones)) + " semitones " + (up ? "up" : "down"),
        up ? "The same chords a fourth higher. Kick and hats should stay where they are: a "
             "pitch shifter would have moved them along."
           : "The same chords a minor third lower, under the same drums.",
        std::move(figures), b_.rate, std::move(sound));
  }

  GalleryClip harmony_held() {
    auto sound = patched({{freeze_frame(), {1, Part::harmony, Verb::freeze, 1, 1}}});
    const double from = freeze_seconds_ + 0.3;  // after the smoothing of chroma and flux
    const measures::Flux flux = after(measures::flux_of(sound, b_.rate), from);
    const measures::Chroma chroma = after(chords_of(sound, b_.rate), from);
    return clip(
        "harmony_held", "Harmony frozen from " + figure_text(freeze_seconds_, "%.0f") + " s on",
        "One chord is held for good while the beat runs on over it. Does it stand still?",
        {{"after it, onsets: correlation with B's",
          figure_text(measures::correlation(flux.values, after(b_.flux, from).values))},
         {"after it, chords: likeness to the first one held",
          figure_text(measures::similarity(chroma, held(chroma)))},
         {"the same of A, where nothing is held",
          figure_text(measures::similarity(after(a_.chroma, from), held(after(a_.chroma, from))))}},
        b_.rate, std::move(sound));
  }

  GalleryClip rhythm_held() {
    auto sound = patched({{freeze_frame(), {1, Part::rhythm, Verb::freeze, 1, 1}}});
    const double from = freeze_seconds_ + 0.3;
    const measures::Flux flux = after(measures::flux_of(sound, b_.rate), from);
    const measures::Chroma chroma = after(chords_of(sound, b_.rate), from);
    return clip("rhythm_held",
                "Rhythm frozen from " + figure_text(freeze_seconds_, "%.0f") + " s on",
                "The beat stops in the middle of a moment, and A's chords change on without any "
                "attack. What colour has the moment that is held?",
                {{"after it, onsets: correlation with B's",
                  figure_text(measures::correlation(flux.values, after(b_.flux, from).values))},
                 {"after it, chords: likeness to A's",
                  figure_text(measures::similarity(chroma, after(a_.chroma, from)))}},
                b_.rate, std::move(sound));
  }

  GalleryClip copy(const char* file, const std::string& name, const Source& s) {
    auto sound = sound_of(s.latents, s);
    PageFigures figures = {
        {"log-spectral distance to " + name,
         figure_text(measures::spectral_distance(sound, s.samples, s.rate).log_db, "%.1f dB")},
        {"onsets: correlation with " + name + "'s",
         figure_text(
             measures::correlation(measures::flux_of(sound, s.rate).values, s.flux.values))},
        {"chords: likeness to " + name + "'s",
         figure_text(measures::similarity(chords_of(sound, s.rate), s.chroma))},
        {"loudness against " + name + "'s",
         figure_text(
             measures::loudness_lufs(sound, s.rate) - measures::loudness_lufs(s.samples, s.rate),
             "%+.1f dB")}};
    return clip(file, name + ", unchanged",
                "Switch between this and " + name +
                    " itself: what is blurred, rough or missing here is missing in all of the "
                    "above.",
                std::move(figures), s.rate, std::move(sound));
  }

  std::shared_ptr<const model::Model> model_;
  baselines::MakeSynthesizer make_;
  coding::ReportProgress report_;
  int steps_ = 0;
  Source a_, b_;
  double freeze_seconds_;
};

}  // namespace

std::vector<GallerySection> make_gallery(const std::shared_ptr<const model::Model>& model,
                                         coding::Mix a, coding::Mix b, double seconds,
                                         const coding::ReportProgress& report) {
  return Gallery(model, std::move(a), std::move(b), seconds, report).sections();
}

GallerySection make_real_section(const std::shared_ptr<const model::Model>& model,
                                 const std::vector<RealPair>& pairs, double seconds,
                                 const coding::ReportProgress& report) {
  GallerySection section{"Real recordings", {}, 3};
  int number = 0;
  for (const RealPair& pair : pairs) {
    auto clips = Gallery(model, pair.piece, pair.loop, seconds, {}).real_pair(++number, pair);
    std::move(clips.begin(), clips.end(), std::back_inserter(section.clips));
    if (report)
      report(static_cast<double>(number) / static_cast<double>(pairs.size()), "real recordings");
  }
  return section;
}

}  // namespace hemiola::report
