// A spoken sentence from espeak-ng.
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "audio/sound_file.h"
#include "listening/test_sounds.h"

namespace hemiola::listening {
namespace {

constexpr float kPeak = 0.708f;  // -3 dBFS
constexpr char kSentence[] =
    "The chords of one sound, and the beat of another. One, two, three, four, and round we go "
    "again, slowly turning through the keys.";

bool speak(const std::filesystem::path& path) {
  const std::string file = path.string();
  const char* const arguments[] = {"espeak-ng", "-v",         "en",      "-s",   "150",
                                   "-w",        file.c_str(), kSentence, nullptr};
  pid_t child = 0;
  int status = 0;
  return posix_spawnp(&child, arguments[0], nullptr, nullptr, const_cast<char**>(arguments),
                      environ) == 0 &&
         waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::optional<TestSound> spoken_sound() {
  std::string folder = (std::filesystem::temp_directory_path() / "hemiola-voice-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return {};
  const auto path = std::filesystem::path(folder) / "voice.wav";
  std::optional<TestSound> sound;
  if (speak(path)) {
    audio::Sound read = audio::read_sound(path);
    float peak = 1e-9f;
    for (const float sample : read.samples) peak = std::max(peak, std::abs(sample));
    for (float& sample : read.samples) sample *= kPeak / peak;
    sound = TestSound{"voice", read.sample_rate, std::move(read.samples)};
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return sound;
}

}  // namespace hemiola::listening
