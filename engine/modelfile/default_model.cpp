// Finds the default model file.
#include "modelfile/default_model.h"

#include <cstdlib>
#include <stdexcept>

#include "platform/platform.h"

namespace hemiola::modelfile {

std::filesystem::path default_model() {
  namespace fs = std::filesystem;
  if (const char* named = std::getenv("HEMIOLA_MODEL"); named != nullptr && *named != '\0')
    return named;
  std::error_code error;
  fs::path folder = platform::this_program().parent_path();
  while (!folder.empty()) {
    for (const char* below : {"share/hemiola/models", "models"})
      if (fs::path file = folder / below / "default.safetensors"; fs::exists(file, error))
        return file;
    if (folder == folder.root_path()) break;
    folder = folder.parent_path();
  }
  throw std::runtime_error(
      "no default model was found beside the program; name one with --model, "
      "or set HEMIOLA_MODEL to its path");
}

}  // namespace hemiola::modelfile
