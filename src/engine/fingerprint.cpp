// Commands as bytes. Entry point: fingerprint.
#include "engine/fingerprint.hpp"

#include <guicheng/event_text.hpp>
#include <guicheng/hash.hpp>

namespace guicheng {

namespace {

template <class... Cases> struct Match : Cases... { using Cases::operator()...; };
template <class... Cases> Match(Cases...) -> Match<Cases...>;

}  // namespace

std::string fingerprint(Request const& request) {
  std::string text = request.system + '\0' + std::to_string(request.case_id) + '\0' + std::to_string(request.command.index());
  auto const add = [&](auto const&... parts) { ((text += '\0', text += parts), ...); };
  std::visit(Match{
                 [&](StartCase const& c) { add(c.workflow, write_fields(c.data)); },
                 [&](SaveData const& c) { add(write_fields(c.data)); },
                 [&](AttachFile const& c) { add(c.file.slot, c.file.name, c.file.type, c.file.hash); },
                 [&](RemoveFile const& c) { add(c.slot, c.hash); },
                 [&](TakeAction const& c) { add(c.stage, c.action, write_fields(c.input)); },
                 [&](FireDeadline const& c) { add(c.clock); },
                 [&](ProjectDeadlines const&) {},
             },
             request.command);
  return sha256_hex(text).substr(0, 32);
}

std::string describe(Command const& command) {
  return std::visit(Match{
                        [](StartCase const& c) { return "start " + c.workflow; },
                        [](SaveData const&) { return std::string{"save"}; },
                        [](AttachFile const& c) { return "attach " + c.file.slot; },
                        [](RemoveFile const& c) { return "remove " + c.slot; },
                        [](TakeAction const& c) { return "do " + (c.stage.empty() ? c.action : c.stage + "/" + c.action); },
                        [](FireDeadline const& c) { return "fire " + c.clock; },
                        [](ProjectDeadlines const&) { return std::string{"project deadlines"}; },
                    },
                    command);
}

}  // namespace guicheng
