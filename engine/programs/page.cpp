// hemiola page: a web page with two sounds, their remixes and measures.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "audio/sound_file.h"
#include "features/analysis.h"
#include "picture/spectrograms.h"
#include "programs/offline.h"
#include "programs/outputs.h"
#include "programs/progress.h"
#include "programs/subcommands.h"
#include "report/gallery.h"
#include "report/side_by_side.h"

namespace hemiola::programs {
namespace {

constexpr char kClips[] = "clips";  // the folder beside the page

struct Arguments {
  std::filesystem::path a, b, out, model, earlier, render;
  std::string render_words;
  std::vector<std::string> real;  // repeated triples: piece, loop, credit
  double seconds = 12;
};

coding::Mix read(const std::filesystem::path& path) {
  audio::Sound sound = read_music(path);
  return {sound.sample_rate, std::move(sound.samples)};
}

// Scales all sounds by the same factor, so none clips and loudness remains comparable.
void leave_headroom(std::vector<report::GallerySection>& gallery) {
  constexpr float kLargest = 0.98f;
  float largest = kLargest;
  for (const auto& section : gallery)
    for (const auto& clip : section.clips)
      for (const float sample : clip.samples) largest = std::max(largest, std::abs(sample));
  for (auto& section : gallery)
    for (auto& clip : section.clips)
      for (float& sample : clip.samples) sample *= kLargest / largest;
}

void write_clip(const report::GalleryClip& clip, const std::filesystem::path& folder) {
  const features::Geometry geometry;
  audio::write_sound(folder / (clip.page.file + ".flac"), {clip.sample_rate, clip.samples},
                     audio::SampleFormat::pcm16);
  picture::draw_strip(
      {clip.page.title,
       features::analyse(features::make_analysis_tables(geometry, clip.sample_rate), clip.samples),
       geometry.bands},
      folder / (clip.page.file + ".png"));
}

// scsynth's rendering of the same two sounds.
report::GallerySection rendered(const Arguments& args) {
  coding::Mix mix = read(args.render);
  return {"The same from SuperCollider",
          {{{"scsynth", "Rendered by scsynth", args.render_words, {}},
            mix.sample_rate,
            std::move(mix.samples)}}};
}

std::vector<report::RealPair> real_pairs(const std::vector<std::string>& real) {
  constexpr std::size_t kEach = 3;
  if (real.size() % kEach != 0)
    throw std::runtime_error("--real takes three things each time: PIECE LOOP CREDIT");
  std::vector<report::RealPair> pairs;
  for (std::size_t i = 0; i < real.size(); i += kEach) {
    const std::filesystem::path piece = real[i], loop = real[i + 1];
    pairs.push_back(
        {read(piece), read(loop), piece.stem().string(), loop.stem().string(), real[i + 2]});
  }
  return pairs;
}

// The pieces and loops of these pairs, under the names that the section of real recordings uses.
std::vector<report::Recording> recordings_of(const std::vector<report::RealPair>& pairs,
                                             double seconds) {
  std::vector<report::Recording> all;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::string mark = "real" + std::to_string(i + 1);
    all.push_back({mark + "_a", pairs[i].piece_name, pairs[i].piece});
    all.push_back({mark + "_b", pairs[i].loop_name, pairs[i].loop});
  }
  for (report::Recording& one : all)
    one.mix.samples.resize(
        std::min(one.mix.samples.size(), static_cast<std::size_t>(seconds * one.mix.sample_rate)));
  return all;
}

void run(const Arguments& args) {
  const auto folder = args.out.parent_path() / kClips;
  std::filesystem::create_directories(folder);
  check_output(args.out, {".html", ".htm"});
  std::vector<report::GallerySection> gallery;
  {
    ProgressBar bar("playing for the page");
    const auto show = [&](double fraction, const std::string& what) { bar.show(fraction, what); };
    const auto model = load_model(args.model, "cpu");
    gallery = report::make_gallery(model, read(args.a), read(args.b), args.seconds, show);
    if (!args.real.empty()) {
      const auto pairs = real_pairs(args.real);
      const auto earlier = args.earlier.empty() ? nullptr : load_model(args.earlier, "cpu");
      std::vector<report::GallerySection> real;
      real.push_back(report::make_real_section(model, pairs, args.seconds, show));
      real.push_back(
          report::make_side_by_side(earlier, model, recordings_of(pairs, args.seconds), show));
      gallery.insert(gallery.begin() + std::min<std::ptrdiff_t>(3, std::ssize(gallery)),
                     std::make_move_iterator(real.begin()), std::make_move_iterator(real.end()));
    }
  }
  if (!args.render.empty()) gallery.push_back(rendered(args));
  leave_headroom(gallery);
  std::vector<report::PageSection> sections;
  for (const auto& section : gallery) {
    sections.push_back({section.title, {}, section.columns});
    for (const auto& clip : section.clips) {
      write_clip(clip, folder);
      sections.back().clips.push_back(clip.page);
    }
  }
  std::ofstream file(args.out);
  file << report::page_html(sections, std::string(kClips) + "/");
  file.close();
  if (!file)
    throw std::runtime_error(args.out.string() + ": can't be written; is its folder yours?");
}

}  // namespace

void add_page(CLI::App& app) {
  auto* command = app.add_subcommand(
      "page", "Two sounds and what can be made of them, as a page that a browser plays");
  auto a = std::make_shared<Arguments>();
  command->add_option("A", a->a, "Sound file that gives the harmony")->required();
  command->add_option("B", a->b, "Sound file that gives the rhythm")->required();
  command->add_option("-o,--out", a->out, "The .html to write; its sounds go to clips/ beside it")
      ->required();
  command->add_option("--seconds", a->seconds, "So much of each (default 12)")
      ->check(CLI::Range(1.0, 60.0));
  command->add_option("--render", a->render,
                      "One more sound to show: what scsynth made of A and B");
  command->add_option("--render-words", a->render_words, "A sentence about it");
  auto* real =
      command
          ->add_option(
              "--real", a->real,
              "PIECE LOOP CREDIT: one more pair, for the section of real recordings; may come "
              "several times")
          ->type_size(3)
          ->expected(1, 20);
  command->add_option("--model", a->model, "Model file (default: the one that came along)");
  command
      ->add_option(
          "--earlier", a->earlier,
          "A model to compare it with, on the real recordings (default: the same model with "
          "computed phases)")
      ->needs(real);
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
