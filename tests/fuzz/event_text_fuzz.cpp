// Any bytes as a stored act, state or record: an error, or something that is written and read again as itself.
#include <guicheng/event_text.hpp>

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace guicheng;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text{reinterpret_cast<char const*>(data), size};
  if (auto const act = read_act(text)) {
    auto const written = write_act(*act);
    auto const again = read_act(written);
    if (!again || write_act(*again) != written) std::abort();
  }
  if (auto const state = read_state(text)) {
    auto const written = write_state(*state);
    auto const again = read_state(written);
    if (!again || write_state(*again) != written) std::abort();
  }
  if (auto const fields = read_fields(text)) {
    auto const again = read_fields(write_fields(*fields));
    if (!again || !(*again == *fields)) std::abort();
  }
  return 0;
}
