// `guicheng draw`: pictures of workflows. Entry point: run_draw.
#include "arguments.hpp"
#include "files.hpp"

#include <guicheng/draw.hpp>
#include <guicheng/system.hpp>

#include <fmt/core.h>
#include <fmt/ranges.h>

namespace guicheng::cli {

int run_draw(Words words) {
  Arguments arguments{"draw MANIFEST WORKFLOW", "Draws a workflow of a system: stages with role and limit, ways between them, ends."};
  arguments.option("format", "FORMAT", "svg (default), dot for Graphviz, mermaid for Markdown").option("output,o", "FILE", "write here instead of printing").operands(2, 2);
  if (auto const done = arguments.read(words)) return *done;
  auto const format = arguments.text("format", "svg");
  auto const draw = format == "svg" ? draw_svg : format == "dot" ? draw_dot : format == "mermaid" ? draw_mermaid : nullptr;
  if (!draw) return complain(fmt::format("There is no format `{}`.", format), "There are svg, dot and mermaid.");
  auto const& manifest = arguments.operands()[0];
  auto const files = read_files({manifest});
  if (!files) return complain(files.error().message);
  auto const zones = time_zones();
  if (!zones) return complain(zones.error().message, zones.error().remedy);
  auto const loaded = read_system(files->sources, files->key(manifest), **zones);
  if (!loaded.system) {
    print(*files, loaded.findings, stderr);
    return Exit::findings;
  }
  auto const* const workflow = loaded.system->find_workflow(arguments.operands()[1]);
  if (!workflow) {
    std::vector<std::string> known;
    for (auto const& one : loaded.system->workflows) known.push_back(one.id);
    return complain(fmt::format("{} has no workflow `{}`.", loaded.system->id, arguments.operands()[1]), fmt::format("It has {}.", fmt::join(known, ", ")));
  }
  auto const picture = draw(*workflow);
  if (!arguments.has("output")) {
    fmt::print("{}{}", picture, picture.ends_with('\n') ? "" : "\n");
    return Exit::well;
  }
  if (auto written = write_file(arguments.text("output"), picture); !written) return complain(written.error().message);
  return Exit::well;
}

}  // namespace guicheng::cli
