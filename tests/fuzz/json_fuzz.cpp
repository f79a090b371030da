// Any bytes as JSON: an error with a place, or a value that is written and read again as itself.
#include <guicheng/json.hpp>

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const value = guicheng::read_json({reinterpret_cast<char const*>(data), size});
  if (!value) return value.error().message.empty() ? (std::abort(), 0) : 0;
  auto const again = guicheng::read_json(write_json(*value), {.bytes = 64u << 20});
  if (!again || !(*again == *value)) std::abort();
  return 0;
}
