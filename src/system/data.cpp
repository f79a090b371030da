// Values that stand in files of their own. Entry point: read_data.
#include <guicheng/json.hpp>
#include <guicheng/system.hpp>

#include "system/scalar.hpp"

namespace guicheng {

Result<Value> read_data(std::string const& path, std::string_view text) {
  if (!path.ends_with(".yaml") && !path.ends_with(".yml")) {
    auto value = read_json(text, JsonLimits{64u << 20, Value::max_depth, 1'000'000, 10'000});
    if (!value) return fail(value.error().code, value.error().message, path + ":" + value.error().where, value.error().remedy);
    return value;
  }
  auto const document = read_yaml(path, text);
  if (!document.root) return fail(Errc::bad_syntax, document.findings.empty() ? path + " is empty." : write(document.findings.front()));
  return literal_value(*document.root);
}

}  // namespace guicheng
