// The graph that every picture shows: boxes, and labelled ways between them.
#pragma once

#include <guicheng/definition.hpp>

#include <string>
#include <vector>

namespace guicheng {

struct Box {
  enum class Kind { start, stage, end } kind{};
  std::string id, title, note;  ///< note: role and limit
  ActionClass outcome{};        ///< of an end
};
/// Actions from one box to another are drawn as one way with their titles joined.
struct Way {
  std::size_t from = 0, to = 0;
  std::string label;
  ActionClass kind{};
  bool automatic = false;  ///< a deadline does it by itself
};
struct Picture {
  std::vector<Box> boxes;  ///< start first, then stages and ends in the author's order; hidden ends are left out
  std::vector<Way> ways;
};

Picture picture_of(Workflow const&);

}  // namespace guicheng
