// The API: from a request to the steps of its answer. Entry point: Api::respond. Handlers stand in api_*.cpp, by resource.
#pragma once

#include "audit.hpp"
#include "jwt.hpp"
#include "metrics.hpp"
#include "router.hpp"
#include "sessions.hpp"

#include <mutex>

namespace guicheng::http {

/// What a request comes to at first, and the route it took (index into routes(), or that of no route).
struct Begun { Step step; std::size_t route = 0; };

/// Thread-safe. Knows nothing of sockets; the engine does the work.
class Api {
 public:
  Api(Engine&, std::shared_ptr<AccountStore>, std::shared_ptr<MaterialStore>, HttpOptions const&, JwtVerifier);

  /// Checks who calls and what before anything of a body is read.
  Begun respond(Request, Instant now);

  /// A reader that goes back to the pool; readers are used by one thread at a time.
  class Reader {
   public:
    Reader(Api& api, std::unique_ptr<StoreReader> reader) : api_{&api}, reader_{std::move(reader)} {}
    Reader(Reader&&) noexcept = default;
    Reader& operator=(Reader&&) = delete;
    ~Reader();
    StoreReader& operator*() const noexcept { return *reader_; }
    StoreReader* operator->() const noexcept { return reader_.get(); }
   private:
    Api* api_;
    std::unique_ptr<StoreReader> reader_;
  };
  Result<Reader> borrow_reader();

  Engine& engine;
  std::shared_ptr<AccountStore> const accounts;
  std::shared_ptr<MaterialStore> const materials;
  HttpOptions const& options;
  Sessions sessions;
  Metrics metrics;
  Audit audit;
  Throttle wrong_logins;
  std::atomic<bool> ready = true;
  std::string const sealing_key;                ///< of cursors that name what their holder may not see; a restart makes another

 private:
  Step admit(Route const&, std::shared_ptr<Call>);
  std::mutex mutex_;
  std::vector<std::unique_ptr<StoreReader>> readers_;
};

// What handlers share.

/// Hands a command to the engine as the caller, under the request's Idempotency-Key and If-Match, and goes on with the
/// reply; refusals and errors answer by themselves.
Step submit(CallPtr const&, std::string const& system, CaseId, Command, std::function<Step(Reply const&)> then);

/// The system of the path, or null: then the answer is not_found.
std::shared_ptr<System const> find_system(Call const&);
/// Tells the audit chain that something was asked for that the caller may not see, or that is not there.
void note_refused(Call const&, CaseId = 0);
/// The case of the path as the caller may see it, or the answer that says no.
struct SeenCase { Api::Reader reader; Engine::Seen seen; Actor actor; };
std::variant<SeenCase, Response> see_case(Call const&);
std::optional<CaseId> read_case_id(std::string_view) noexcept;
/// The answer to a cursor that no page gave.
Response bad_cursor(Call const&);
/// A whole number of the query; its schema has held it to its bounds.
std::optional<std::size_t> number_of(Call const&, std::string_view name) noexcept;
/// `limit` of the query, 1 to 200, 50 where it is not given.
std::size_t limit_of(Call const&) noexcept;

/// Reads the entries of a JSON body and keeps what is wrong with them.
class BodyReader {
 public:
  explicit BodyReader(Call const& call) : call_{call} {}
  std::string text(std::string_view name, bool required, std::size_t longest = 1000);
  bool flag(std::string_view name);
  Value const* object(std::string_view name);
  Value const* any(std::string_view name);
  void complain(std::string code, std::string zh, std::string en, std::string where);
  /// Nothing, or the answer: everything that was wrong, unknown entries included.
  std::optional<Response> finish();

 private:
  Call const& call_;
  std::vector<std::string_view> known_;
  std::vector<RefusalItem> items_;
};

}  // namespace guicheng::http
