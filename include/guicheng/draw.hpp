// Pictures of workflows: SVG to look at, DOT and Mermaid for other programs. Pure text from a definition.
#pragma once

#include <guicheng/definition.hpp>

#include <string>

namespace guicheng {

/// A layered drawing from top to bottom: stages as boxes with their role and limit, ends as rounded boxes, returns dashed.
/// Stands alone: no scripts, no fonts, nothing to fetch. Titles are escaped.
std::string draw_svg(Workflow const&);
/// For Graphviz.
std::string draw_dot(Workflow const&);
/// For Mermaid, as Markdown pages render it.
std::string draw_mermaid(Workflow const&);

}  // namespace guicheng
