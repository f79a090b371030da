// Workflows for other programs' drawing: DOT and Mermaid. Entry points: draw_dot, draw_mermaid.
#include <guicheng/draw.hpp>

#include "draw/way.hpp"

#include <fmt/core.h>

namespace guicheng {
namespace {

/// Both formats quote with `"`; what would end the quotes or start an escape is replaced.
std::string quoted(std::string_view text, std::string_view line_break) {
  std::string result = "\"";
  for (char const c : text) {
    if (c == '\n') result += line_break;
    else if (c == '"' || c == '\\') result += '\'';
    else result += c;
  }
  return result + '"';
}

std::string label_of(Box const& box) { return box.note.empty() ? box.title : box.title + "\n" + box.note; }

std::string label_of(Way const& way) { return way.automatic ? way.label + "\n(逾期自动)" : way.label; }

}  // namespace

std::string draw_dot(Workflow const& workflow) {
  auto const picture = picture_of(workflow);
  std::string dot = fmt::format("digraph {} {{\n  node [shape=box];\n", quoted(workflow.id, " "));
  for (std::size_t i = 0; i < picture.boxes.size(); ++i) {
    auto const& box = picture.boxes[i];
    auto const* shape = box.kind == Box::Kind::start ? "circle" : box.kind == Box::Kind::end ? "oval" : "box";
    dot += fmt::format("  n{} [label={}, shape={}];\n", i, quoted(label_of(box), "\\n"), shape);
  }
  for (auto const& way : picture.ways)
    dot += fmt::format("  n{} -> n{} [label={}{}];\n", way.from, way.to, quoted(label_of(way), "\\n"),
                       way.kind == ActionClass::returned ? ", style=dashed, constraint=false" : "");
  return dot + "}\n";
}

std::string draw_mermaid(Workflow const& workflow) {
  auto const picture = picture_of(workflow);
  std::string text = "flowchart TB\n";
  for (std::size_t i = 0; i < picture.boxes.size(); ++i) {
    auto const& box = picture.boxes[i];
    auto const label = quoted(label_of(box), "<br/>");
    if (box.kind == Box::Kind::start) text += fmt::format("  n{}(({}))\n", i, label);
    else if (box.kind == Box::Kind::end) text += fmt::format("  n{}([{}])\n", i, label);
    else text += fmt::format("  n{}[{}]\n", i, label);
  }
  for (auto const& way : picture.ways) {
    auto const* const arrow = way.kind == ActionClass::returned ? "-.->" : "-->";
    if (way.label.empty()) text += fmt::format("  n{} {} n{}\n", way.from, arrow, way.to);
    else text += fmt::format("  n{} {}|{}| n{}\n", way.from, arrow, quoted(label_of(way), "<br/>"), way.to);
  }
  return text;
}

}  // namespace guicheng
