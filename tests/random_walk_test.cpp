// Anything asked by anybody in any order: the core answers, and its acts are all there is.
#include <guicheng/event_text.hpp>
#include <guicheng/workflow.hpp>

#include "workflow_test.hpp"

#include <random>

using namespace guicheng;
using namespace guicheng::samples;

namespace {

class Walk {
 public:
  explicit Walk(unsigned seed) : engine_{seed} {}

  template <class T>
  T const& one(std::vector<T> const& of) { return of[std::uniform_int_distribution<std::size_t>{0, of.size() - 1}(engine_)]; }

  Value value() {
    return one<Value>({{}, true, 5, "", "x", "自有", "120104", "2024-05-01", day(2024, 5, 1), List{}, List{"人员情况"}, List{List{Context{}}}, Context{},
                       List{staff("张三", "110101188001010011", true), staff("李四", "110101188001010062", false)}});
  }
  Value data() {
    Context fields, modules;
    fields.set(one<std::string>({"机构名称", "办公方式", "行政区划", "场所面积", "专职工作人员", "没有"}), value());
    modules.set(one<std::string>({"基本信息", "人员情况", "没有"}), std::move(fields));
    return one<Value>({modules, modules, modules, value()});
  }
  Value input() { return one<Value>({{}, {}, {}, promise(), promise(), promise(), because("x"), because("x"), Context{{"原因", "补"}, {"modules", List{"人员情况"}}}, Context{{"事由", "听证"}}, Context{{"理由", value()}}, value()}); }
  Command command() {
    switch (std::uniform_int_distribution<int>{0, 19}(engine_)) {
      case 0: return SaveData{data()};
      case 1: return AttachFile{paper(one<std::string>({"营业执照", "租赁协议", "没有"}), one<std::string>({"h1", "h2"}))};
      case 2: return RemoveFile{"营业执照", "h1"};
      case 3: return FireDeadline{one<std::string>({"acceptance", "approval", "没有"})};
      case 4: return ProjectDeadlines{};
      default:
        return TakeAction{one<std::string>({"", "", "", "acceptance", "没有"}),
                          one<std::string>({"submit", "submit", "accept", "accept", "return", "supplement", "refuse", "grant", "reopen", "issue", "stop-clock",
                                            "resume-clock", "extend", "delete", "没有"}),
                          input()};
    }
  }
  Actor actor() { return one<Actor>({company(), company(), hexi_acceptance(), hexi_acceptance(), hexi_approval(), hexi_leader(), nankai_acceptance(), city(), other_company(), system_actor(), Actor{}}); }
  /// Mostly who may; a walk of strangers gets nowhere.
  Actor actor_for(Command const& command) {
    auto const* const take = std::get_if<TakeAction>(&command);
    auto const is_stranger = std::uniform_int_distribution<int>{0, 3}(engine_) == 0;
    if (is_stranger) return actor();
    if (!take) return company();
    if (take->action == "submit" || take->action == "delete") return company();
    if (take->action == "extend") return hexi_leader();
    return one<std::string>({"受理岗", "审核岗"}) == "受理岗" ? hexi_acceptance() : hexi_approval();
  }
  std::int64_t pause() { return std::uniform_int_distribution<std::int64_t>{0, 40 * 3'600'000}(engine_); }

 private:
  std::mt19937 engine_;
};

}  // namespace

TEST_CASE("core: whatever is asked in whatever order, the state is what its acts say and a refusal changes nothing") {
  std::size_t done = 0, ended = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    Walk walk{seed};
    World world;
    fill_in(world);
    for (int step = 0; step < 40; ++step) {
      world.now.milliseconds += walk.pause();
      world.tick();
      auto const before = world.state();
      auto const acts = world.history.size();
      auto const command = walk.command();
      auto const refused = world.run(command, walk.actor_for(command));
      if (refused) {
        CHECK(world.history.size() == acts);
        CHECK((world.state() == before));
        CHECK_FALSE(refused->items.empty());
      } else {
        ++done;
        CHECK(world.state().seq == before.seq + 1);
      }
      available(world.system, world.workflow(), world.state(), walk.actor(), world.now, world);
    }
    ended += world.state().status == CaseStatus::ended;
    CHECK((world.state().positions.empty() == (world.state().status == CaseStatus::ended)));
    CHECK((replay(world.history) == world.state()));
    CHECK((read_state(write_state(world.state())).value() == world.state()));
  }
  CHECK(done > 200);
  CHECK(ended > 30);
}
