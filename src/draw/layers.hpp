// A layered layout (Sugiyama, Tagawa, Toda 1981): rows from top to bottom, few crossings, long ways bent at each row.
#pragma once

#include "draw/way.hpp"

#include <vector>

namespace guicheng {

struct Size { double width = 0, height = 0; };
struct Point { double x = 0, y = 0; };

struct Layout {
  std::vector<Point> centres;               ///< of each box
  std::vector<std::vector<Point>> bends;    ///< of each way: where it crosses the rows between, from `from` to `to`
  std::vector<bool> upward;                 ///< ways that lead back up
  double width = 0, height = 0;
};

/// @param sizes   of each box, in pixels
/// @param labels  of each way: room that its label needs beside it
Layout lay_out(Picture const&, std::vector<Size> const& sizes, std::vector<Size> const& labels);

}  // namespace guicheng
