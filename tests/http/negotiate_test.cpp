#include "negotiate.hpp"

#include "test.hpp"

#include <array>
#include <string>

namespace guicheng::http {

TEST_CASE("http: the form of an answer is the one the client would rather have") {
  constexpr std::array<std::string_view, 3> offered{"application/json", "text/plain", "image/svg+xml"};
  struct Wish { std::string_view accept, chosen; };
  for (auto const& wish : std::array<Wish, 16>{{{"", "application/json"},
                                                             {"*/*", "application/json"},
                                                             {"text/plain", "text/plain"},
                                                             {"Text/Plain; charset=utf-8", "text/plain"},
                                                             {"image/*", "image/svg+xml"},
                                                             {"text/html, image/svg+xml;q=0.9, */*;q=0.8", "image/svg+xml"},
                                                             {"application/json;q=0.1, text/plain;q=0.2", "text/plain"},
                                                             {"*/*, application/json;q=0", "text/plain"},
                                                             {"text/*;q=0, */*;q=0.5", "application/json"},
                                                             {"text/html", ""},
                                                             {"application/json;q=0", ""},
                                                             {"text/plain;q=abc", "text/plain"},
                                                             {",,;;q=,", ""},
                                                             {"text/plain;q=0.001", "text/plain"},
                                                             {"*", ""},
                                                             {"/", ""}}}) {
    CAPTURE(std::string{wish.accept});
    CHECK(std::string{choose_media(wish.accept, offered)} == std::string{wish.chosen});
  }
}

}  // namespace guicheng::http
