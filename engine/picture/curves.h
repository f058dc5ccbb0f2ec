#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>
namespace hemiola::picture {
struct Curve { std::string name; std::vector<double> x, y; };
struct CurvePanel { std::string title, unit; std::vector<Curve> curves; bool log_y = false; std::vector<std::pair<double, std::string>> lines; };
inline void draw_curves(const std::vector<CurvePanel>&, const std::string&, const std::filesystem::path&) {}
}
