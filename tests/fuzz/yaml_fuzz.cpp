// Any bytes as YAML: a tree or findings; and each visible byte of a scalar comes from that byte of the file.
#include "system/yaml_text.hpp"

#include <cstdlib>

namespace {

using Style = guicheng::YamlNode::Style;

void check_places(guicheng::YamlDocument const& document, guicheng::YamlNode const& node) {
  for (std::size_t at = 0; at < node.text.size() && at < 64; ++at) {
    auto const byte = static_cast<unsigned char>(node.text[at]);
    if (byte <= ' ' || (byte & 0xC0u) == 0x80u) continue;
    auto const source = source_of(document.text, node, at);
    if (!source && (node.style == Style::folded || node.style == Style::double_quoted)) continue;
    auto const seen = source && *source < document.text.size() ? document.text[*source] : '\0';
    if (seen != node.text[at] && seen != '\\') std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const document = guicheng::read_yaml("fuzz.yaml", {reinterpret_cast<char const*>(data), size});
  if (document.root.has_value() == has_error(document.findings)) std::abort();
  for (std::size_t i = 0; document.root && i < document.root->entries.size() && i < 8; ++i) {
    if (document.root->entries[i].value.is_scalar()) check_places(document, document.root->entries[i].value);
  }
  return 0;
}
