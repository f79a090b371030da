// The systems of Tianjin and Chaoyang served over real sockets, with people who log in and answers held to their documented schemas.
#pragma once

#include "service.hpp"
#include "temporary_folder.hpp"

#include <guicheng/system.hpp>

namespace guicheng::http {

std::shared_ptr<System const> tianjin();
std::shared_ptr<System const> chaoyang();
/// Complete data of a licence, as JSON.
std::string licence_data();

struct World {
  explicit World(std::shared_ptr<Store> store = std::make_shared<MemoryStore>(), std::function<void(HttpOptions&)> const& change = {},
                 std::vector<std::shared_ptr<System const>> more = {});

  TemporaryFolder folder;
  std::atomic<std::int64_t> now = 1'709'254'800'000;  ///< 2024-03-01 09:00 in Tianjin; the service's threads read it
  std::unique_ptr<Service> service;
};

/// One person's program. Every answer is checked against the schema that its route documents for its status.
class Person {
 public:
  Person(World&, std::string const& id);
  Got ask(std::string const& method, std::string const& target, std::string const& body = {}, std::string const& fields = {});
  Value json(std::string const& method, std::string const& target, std::string const& body = {}, std::string const& fields = {});
  Got start(std::string const& data, std::string const& fields = {});
  Got act(std::string const& id, std::string const& action, std::string const& input = "{}", std::string const& fields = "If-Match: *\r\n");
  Got upload(std::string const& id, std::string const& slot, std::string const& name, std::string const& bytes);
  std::string const& bearer() const { return bearer_; }

 private:
  World& world_;
  Client client_;
  std::string bearer_;
};

/// Percent-encodes a name for a path.
std::string encoded(std::string_view);
inline std::string const cases = "/v1/systems/tianjin/cases";

/// Starts a licence with its materials and submits it; the case's id.
std::string submitted(Person& applicant);

}  // namespace guicheng::http
