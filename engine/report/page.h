// An HTML page that plays offline in a browser: clips with pictures, text and figures.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hemiola::report {

struct PageClip {
  std::string file;   // path without extension; FILE.flac is the sound, FILE.png the picture
  std::string title;  // all texts are plain text: the page escapes them
  std::string words;  // what to listen for
  std::vector<std::pair<std::string, std::string>> figures;  // name, value with its unit
};

struct PageSection {
  std::string title;
  std::vector<PageClip> clips;
  int columns = 2;  // beside each other on a wide screen: 2 or 3
};

// folder: prefix of the file paths, such as "" or "clips/".
std::string page_html(const std::vector<PageSection>& sections, const std::string& folder);

}  // namespace hemiola::report
