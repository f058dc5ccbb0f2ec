// The page's HTML, style and script.
#include "report/page.h"

namespace hemiola::report {
namespace {

constexpr char kHead[] = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Hemiola: the harmony of one, the rhythm of another</title>
<style>
:root { color-scheme: light dark; --paper: #faf8f4; --ink: #22252b; --faint: #6a6f78;
        --card: #ffffff; --line: #dedad2; --mark: #b3450e; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16181c; --ink: #e6e4df; --faint: #9aa0aa; --card: #1f2228; --line: #343841;
          --mark: #ff9a5c; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 76rem; background: var(--paper);
       color: var(--ink); font: 1rem/1.55 system-ui, "DejaVu Sans", sans-serif; }
h1 { font-size: clamp(1.6rem, 4vw, 2.3rem); line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .9rem; padding-bottom: .35rem;
     border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0; }
p { margin: .35rem 0 .7rem; max-width: 46rem; }
.lead, .status, footer { color: var(--faint); }
.clips { display: grid; gap: 1.1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); }
.three { grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
article { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
          padding: 1rem 1.1rem; display: flex; flex-direction: column; }
article.plays { border-color: var(--mark); }
figure { position: relative; margin: .5rem 0 .6rem; background: #000; border-radius: 6px;
         overflow: hidden; cursor: pointer; }
figure img { display: block; width: 100%; height: 9rem; }
figure i { position: absolute; top: 0; bottom: 0; left: 0; width: 2px; background: #fff;
           opacity: 0; box-shadow: 0 0 4px #000; }
article.heard figure i { opacity: .9; }
audio { width: 100%; height: 2.5rem; }
audio:focus-visible, a:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
article p { margin: .6rem 0 0; }
dl { display: grid; grid-template-columns: 1fr auto; gap: .1rem 1rem; margin: .7rem 0 0;
     font-size: .86rem; color: var(--faint); }
dd { margin: 0; text-align: right; color: var(--ink); font-variant-numeric: tabular-nums; }
footer { margin-top: 3rem; font-size: .86rem; }
</style>
</head>
<body>
<header>
<h1>Hemiola: the harmony of one, the rhythm of another</h1>
<p class="lead">Two pieces are taken apart into harmony and rhythm, and put together again. Headphones
help. Tab goes from player to player, the space bar plays; a click into a picture jumps there.</p>
</header>
<main>
)";

constexpr char kTail[] = R"(</main>
<p class="status" role="status"></p>
<footer>
<p>Pictures: time to the right, pitch upwards from 33 Hz to 16 kHz, 70 dB from dark to bright.
Correlations are of onset envelopes, frame by frame: 1 is the same, 0 is nothing in common.
Likeness of chords is of chroma, how much more or less than the mean each pitch class sounds: 1 is the
same, 0 is nothing in common. NSIM is the likeness of spectrograms as the ear resolves them.
How all of these are measured: docs/evaluation.md, <em>The sound</em>.</p>
</footer>
<script>
const players = [...document.querySelectorAll("audio")];
const pictures = [...document.querySelectorAll("img")];
for (const player of players) {
  const card = player.closest("article"), figure = card.querySelector("figure");
  const line = figure.querySelector("i");
  player.onplay = () => {
    for (const other of players) if (other !== player) other.pause();
    card.classList.add("plays", "heard");
    const follow = () => {
      line.style.left = 100 * player.currentTime / player.duration + "%";
      if (!player.paused) requestAnimationFrame(follow);
    };
    follow();
  };
  player.onpause = () => card.classList.remove("plays");
  figure.onclick = (event) => {
    player.currentTime = event.offsetX / figure.clientWidth * player.duration;
    player.play();
  };
}
const loaded = () => {
  const sounds = players.filter((p) => p.readyState > 0 && p.duration > 0).length;
  const drawn = pictures.filter((p) => p.naturalWidth > 0).length;
  const whole = sounds === players.length && drawn === pictures.length;
  const status = document.querySelector(".status");
  status.textContent = `${sounds} of ${players.length} sounds and ${drawn} of ` +
    `${pictures.length} pictures are loaded.` +
    (whole ? "" : " The others should lie beside this page; run scripts/demo again.");
  status.dataset.whole = whole;
};
for (const player of players) player.onloadedmetadata = player.onerror = loaded;
addEventListener("load", loaded);
</script>
</body>
</html>
)";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::string clip_html(const PageClip& clip, const std::string& folder) {
  const std::string title = escaped(clip.title), file = escaped(folder + clip.file);
  // Words come after the picture, so that pictures beside each other are in line.
  std::string html = "<article>\n<h3>" + title + "</h3>\n<figure><img src=\"" + file +
                     ".png\" alt=\"Spectrogram: " + title +
                     "\"><i></i></figure>\n<audio controls preload=\"auto\" src=\"" + file +
                     ".flac\" aria-label=\"" + title + "\"></audio>\n<p>" + escaped(clip.words) +
                     "</p>\n<dl>\n";
  for (const auto& [name, value] : clip.figures)
    html += "<dt>" + escaped(name) + "</dt><dd>" + escaped(value) + "</dd>\n";
  return html + "</dl>\n</article>\n";
}

}  // namespace

std::string page_html(const std::vector<PageSection>& sections, const std::string& folder) {
  std::string html = kHead;
  for (const PageSection& section : sections) {
    html += "<section>\n<h2>" + escaped(section.title) + "</h2>\n<div class=\"clips" +
            (section.columns == 3 ? " three" : "") + "\">\n";
    for (const PageClip& clip : section.clips) html += clip_html(clip, folder);
    html += "</div>\n</section>\n";
  }
  return html + kTail;
}

}  // namespace hemiola::report
