// `guicheng schema`: the JSON Schema of a kind of file. Entry point: run_schema.
#include "arguments.hpp"

#include <guicheng/system.hpp>

#include <fmt/core.h>

namespace guicheng::cli {

int run_schema(Words words) {
  auto const kinds = schema("").error().remedy;  // they are told to whoever asks for one that is not there
  Arguments arguments{"schema KIND", "Prints the JSON Schema (2020-12) of a kind of file, so that editors complete and validate while one types.\n" + kinds + "\n\n"
                                     "With the YAML extension of VS Code: guicheng schema workflow > workflow.json, and as the first line of a\n"
                                     "workflow: # yaml-language-server: $schema=workflow.json"};
  arguments.operands(1, 1);
  if (auto const done = arguments.read(words)) return *done;
  auto const text = schema(arguments.operands().front());
  if (!text) return complain(text.error().message, text.error().remedy);
  fmt::print("{}\n", *text);
  return Exit::well;
}

}  // namespace guicheng::cli
