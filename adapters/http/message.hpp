// Requests and responses as the API sees them, and the steps in which an answer comes about. No sockets here.
#pragma once

#include "gate.hpp"

#include <guicheng/engine.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace guicheng::http {

struct Request {
  Head head;
  std::string id;                               ///< of this request: the client's, or the server's
  std::string peer;                             ///< address it came from

  std::string_view field(std::string_view name) const noexcept {
    auto const* value = head.find(name);
    return value ? std::string_view{*value} : std::string_view{};
  }
  bool wants_english() const noexcept { return field("accept-language").starts_with("en"); }
};

/// Bytes of a body that are read while they are sent.
struct Source {
  std::uint64_t offset = 0, length = 0;
  std::function<Result<std::size_t>(std::uint64_t offset, std::span<char>)> read;
};

/// Work that is done off the network's threads. Each kind has workers of its own: a flood of logins stops no upload.
enum class Work : std::uint8_t { disk, password, judging };

/// A body that is made while it is sent, piece by piece; each piece is such work. An Error cuts the answer off: the client
/// sees that its end is missing.
struct Stream {
  Work work = Work::judging;
  std::function<Result<std::string>()> next;    ///< an empty piece is the end
};

struct Response {
  unsigned status = 200;
  Pairs fields;                                 ///< without those of framing, connection and security
  std::string body;
  std::shared_ptr<Source const> source;         ///< instead of `body`
  std::shared_ptr<Stream const> stream = {};    ///< instead of both
};

struct Submit;
struct Compute;
struct Receive;
/// What comes next: the answer, a command for the engine, slow work off the network's threads, or the request's body.
/// A handler never waits: it says what it waits for and how to go on. Tests run the steps in place.
using Step = std::variant<Response, Submit, Compute, Receive>;

struct Submit { guicheng::Request command; std::function<Step(Answer)> then; };
struct Compute {
  std::function<Step()> run;
  Work work = Work::disk;
};
struct Receive {
  std::uint64_t limit = 0;                      ///< bytes; more is 413
  std::function<Result<void>(std::string_view)> take;  ///< called for each piece, in order
  std::function<Step()> then;
  bool in_memory = true;                        ///< the bytes stay there: all connections together have a budget
};

/// The status line and all fields, security fields included, ready to be sent before the body.
std::string write_head(Response const&, std::string_view request_id, bool keep_alive);

/// What a problem is about, for problem+json (RFC 9457).
struct Problem {
  unsigned status = 500;
  std::string code;                             ///< the engine's, or `http.…`
  std::string text_zh, text_en;
  std::vector<RefusalItem> items;
};
Response answer(Problem const&, Request const&);
Response answer(Refusal const&, Request const&);
Response answer(Error const&, Request const&);
/// What is not there and what may not be seen answer alike, byte for byte but for the request's id.
Response not_found(Request const&);
unsigned status_of(Errc) noexcept;
unsigned status_of(Refusal const&, bool with_match) noexcept;

/// One item of a refusal, in one language.
Value view_item(RefusalItem const&, bool english);
Response json_answer(Value const&, unsigned status = 200);
std::string etag(std::uint64_t seq);

}  // namespace guicheng::http
