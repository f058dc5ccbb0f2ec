// A page that plays in a browser without a network: clips with pictures, words and figures.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hemiola::listening {

struct PageClip {
  std::string
      file;  // beside the page, without ending: FILE.flac is its sound, FILE.png its picture
  std::string title;  // all texts are plain: the page escapes them
  std::string words;  // what to listen for
  std::vector<std::pair<std::string, std::string>> figures;  // name, value with its unit
};

struct PageSection {
  std::string title;
  std::vector<PageClip> clips;
};

// folder: where the files are, seen from the page; "" or "clips/".
std::string page_html(const std::vector<PageSection>& sections, const std::string& folder);

}  // namespace hemiola::listening
