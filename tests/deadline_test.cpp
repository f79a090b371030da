#include <guicheng/workflow.hpp>

#include "workflow_test.hpp"

using namespace guicheng;
using namespace guicheng::samples;

namespace {
Clock const& clock(World& world, std::string_view name) {
  for (auto const& one : world.state().clocks)
    if (one.name == name) return one;
  throw std::logic_error{"no such clock"};
}
Value hearing() { return Context{{"事由", "听证"}}; }
Value complex_case() { return Context{{"理由", "案情复杂"}}; }
}  // namespace

TEST_CASE("deadline: a limit counts working days from the action it names, and fires when its last day is over") {
  World world;
  world.now = at(day(2024, 4, 28), 10);
  hand_in(world);
  CHECK(text(clock(world, "acceptance").due) == "2024-05-08");
  CHECK(clock(world, "acceptance").fires == at(day(2024, 5, 9), 0));
  CHECK(next_deadline(world.state()) == at(day(2024, 5, 9), 0));

  world.now = Instant{at(day(2024, 5, 9), 0).milliseconds - 1};
  CHECK(world.tick() == 0);
  world.now = at(day(2024, 5, 9), 0);
  CHECK(world.tick() == 1);
  CHECK(world.tick() == 0);
}

TEST_CASE("deadline: deemed acceptance is the system's act, says why, and counts from the day of submission") {
  World world;
  world.now = at(day(2024, 4, 28), 10);
  hand_in(world);
  world.now = at(day(2024, 5, 9), 0, 30);
  REQUIRE(world.tick() == 1);

  auto const& act = world.history.back();
  CHECK(act.by.id == "system");
  CHECK(act.reason == "deadline.accept");
  CHECK(act.at == world.now);
  CHECK(act.due == at(day(2024, 5, 9), 0));
  CHECK(std::get<ActionTaken>(act.events[1]).effective == day(2024, 4, 28));
  CHECK(world.state().positions.front().stage == "approval");
  CHECK(clock(world, "acceptance").state == Clock::State::fired);
  CHECK(text(clock(world, "approval").due) == "2024-05-28");
  CHECK_FALSE(clock(world, "approval").fires.has_value());
}

TEST_CASE("deadline: the fixed reason stands where the action asks for one") {
  World world;
  world.workflow().stages[1].deadline->on_overdue = "refuse";
  world.workflow().stages[1].deadline->effective_from_start = false;
  hand_in(world);
  world.now = at(day(2024, 3, 20));
  REQUIRE(world.tick() == 1);
  CHECK(world.state().end == "refused");
  auto const& taken = std::get<ActionTaken>(world.history.back().events[1]);
  CHECK(taken.input == because("逾期不告知的，自收到申请材料之日起即为受理"));
  CHECK(taken.effective == civil_time(*world.history.back().due, shanghai()).date);  // not the day of a late tick
}

TEST_CASE("deadline: a service that stood still moves no legal day") {
  World prompt, late;
  for (auto* const world : {&prompt, &late}) {
    world->workflow().stages[1].deadline->effective_from_start = false;
    hand_in(*world);
  }
  prompt.now = *clock(prompt, "acceptance").fires;
  late.now = {prompt.now.milliseconds + 5 * 86'400'000LL};
  REQUIRE(prompt.tick() == 1);
  REQUIRE(late.tick() == 1);
  CHECK(clock(prompt, "approval").due.has_value());
  CHECK(clock(late, "approval").due == clock(prompt, "approval").due);
  CHECK_FALSE(std::get<ActionTaken>(prompt.history.back().events[1]).effective.has_value());
}

TEST_CASE("deadline: what cannot be done by itself is tried once, and the case waits for people") {
  World world;
  auto& accept_it = world.workflow().stages[1].actions[0];
  accept_it.must = {check("场所面积 > 1000", "场所太小", *accept_it.scope)};
  hand_in(world);
  world.now = at(day(2024, 3, 20));
  REQUIRE(world.tick() == 1);
  CHECK(world.history.back().reason == "deadline.accept.refused");
  CHECK(world.state().positions.front().stage == "acceptance");
  CHECK_FALSE(next_deadline(world.state()).has_value());
}

TEST_CASE("deadline: leaving the stage in time meets the limit") {
  World world;
  accept(world);
  CHECK(clock(world, "acceptance").state == Clock::State::met);
  CHECK(text(clock(world, "acceptance").due) == "2024-03-08");
  CHECK(clock(world, "approval").state == Clock::State::running);
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(clock(world, "approval").state == Clock::State::met);
}

TEST_CASE("deadline: a case returned and handed in again has a fresh limit") {
  World world;
  hand_in(world);
  REQUIRE(codes(world.take("return", hexi_acceptance(), because("x"))) == "done");
  world.now = at(day(2024, 3, 11));
  REQUIRE(codes(world.take("submit", company(), promise())) == "done");
  CHECK(text(clock(world, "acceptance").due) == "2024-03-18");
  CHECK(world.state().clocks.size() == 1);
}

TEST_CASE("deadline: a reopened acceptance counts from the last submission") {
  World world;
  accept(world);
  world.now = at(day(2024, 3, 5));
  REQUIRE(codes(world.take("reopen", hexi_approval())) == "done");
  CHECK(text(clock(world, "acceptance").due) == "2024-03-08");
}

TEST_CASE("deadline: a hearing of 12 calendar days is not counted, and ten days are added once") {
  World world;
  accept(world);
  CHECK(text(clock(world, "approval").due) == "2024-03-29");

  REQUIRE(codes(world.take("stop-clock", hexi_approval(), hearing())) == "done");
  CHECK_FALSE(clock(world, "approval").due.has_value());
  CHECK(clock(world, "approval").stopped_for == "听证");
  world.now = at(day(2024, 3, 13));
  REQUIRE(codes(world.take("resume-clock", hexi_approval())) == "done");
  CHECK(text(clock(world, "approval").due) == "2024-04-11");

  CHECK(codes(world.take("extend", hexi_approval(), complex_case())) == "not_allowed | role.missing approval");
  REQUIRE(codes(world.take("extend", hexi_leader(), complex_case())) == "done");
  CHECK(text(clock(world, "approval").due) == "2024-04-25");
  CHECK(codes(world.take("extend", hexi_leader(), complex_case())) == "conditions | clock.extended approval");
}

TEST_CASE("deadline: days used before a stop stay used") {
  World world;
  accept(world);
  world.now = at(day(2024, 3, 8));
  REQUIRE(codes(world.take("stop-clock", hexi_approval(), hearing())) == "done");
  CHECK(clock(world, "approval").used == 5);
  REQUIRE(codes(world.take("extend", hexi_leader(), complex_case())) == "done");
  world.now = at(day(2024, 3, 15));
  REQUIRE(codes(world.take("resume-clock", hexi_approval())) == "done");
  CHECK(text(clock(world, "approval").due) == "2024-04-22");
}

TEST_CASE("deadline: a clock stops only for its reasons, only while it runs, and not when it has run out") {
  World world;
  accept(world);
  CHECK(codes(world.take("stop-clock", hexi_approval(), Context{{"事由", "度假"}})) == "conditions | clock.reason 事由");
  CHECK(codes(world.take("resume-clock", hexi_approval())) == "conditions | clock.not-stopped approval");
  REQUIRE(codes(world.take("stop-clock", hexi_approval(), hearing())) == "done");
  CHECK(codes(world.take("stop-clock", hexi_approval(), hearing())) == "conditions | clock.not-running approval");
  REQUIRE(codes(world.take("resume-clock", hexi_approval())) == "done");
  CHECK(text(clock(world, "approval").due) == "2024-03-29");
  world.now = at(day(2024, 4, 1));
  CHECK(codes(world.take("stop-clock", hexi_approval(), hearing())) == "conditions | clock.overdue approval");
}

TEST_CASE("deadline: where the calendar does not reach, the case goes on and nothing is guessed") {
  World world;
  world.now = at(day(2026, 12, 28));
  accept(world);
  CHECK_FALSE(clock(world, "approval").due.has_value());
  CHECK_FALSE(clock(world, "approval").fires.has_value());
  CHECK(clock(world, "approval").days == 20);
  auto const warned = [&] { return texts(case_warnings(world.system, world.workflow(), world.state(), hexi_approval(), world.now, world)); };
  CHECK(warned() == "“待审核”的到期日暂时无法推算：工作日历还没有那一年的安排，补充日历后自动推算");

  CHECK(codes(world.run(ProjectDeadlines{}, system_actor())) == "conflict | clock.unchanged calendar");
  world.system.calendar.years.insert(2027);
  CHECK(codes(world.run(ProjectDeadlines{}, company())) == "not_allowed | role.system-only calendar");
  REQUIRE(codes(world.run(ProjectDeadlines{}, system_actor())) == "done");
  CHECK(text(clock(world, "approval").due) == "2027-01-25");
  CHECK(warned().empty());
  CHECK(world.history.back().reason == "calendar");
  CHECK(codes(world.take("grant", hexi_approval())) == "done");
}

TEST_CASE("deadline: a clock stops and goes on in a year the calendar lacks, and is counted once the year is known") {
  World world;
  world.now = at(day(2026, 12, 28));
  accept(world);
  for (auto const& [from, until] : {std::pair{day(2027, 1, 4), day(2027, 1, 8)}, {day(2027, 1, 12), day(2027, 1, 13)}}) {
    world.now = at(from);
    REQUIRE(codes(world.take("stop-clock", hexi_approval(), hearing())) == "done");
    world.now = at(until);
    REQUIRE(codes(world.take("resume-clock", hexi_approval())) == "done");
  }
  CHECK(clock(world, "approval").used == 0);
  CHECK(clock(world, "approval").uncounted == std::vector<DaySpan>{{day(2026, 12, 28), day(2027, 1, 4)}, {day(2027, 1, 8), day(2027, 1, 12)}});
  CHECK_FALSE(clock(world, "approval").due.has_value());

  world.system.calendar.years.insert(2027);
  REQUIRE(codes(world.run(ProjectDeadlines{}, system_actor())) == "done");
  CHECK(clock(world, "approval").used == 7);  // 12-29 30 31, 01-01 04; then 01-11 12
  CHECK(clock(world, "approval").uncounted.empty());
  CHECK(text(clock(world, "approval").due) == "2027-02-01");
}

TEST_CASE("deadline: what has run out is not extended") {
  World world;
  accept(world);
  world.now = at(day(2024, 3, 29), 20);
  auto late = world;
  late.now = at(day(2024, 3, 30));
  CHECK(codes(late.take("extend", hexi_leader(), complex_case())) == "conditions | clock.overdue approval");
  CHECK(codes(world.take("extend", hexi_leader(), complex_case())) == "done");
}

TEST_CASE("deadline: an applicant's limit in calendar days ends on a working day") {
  World world;
  Deadline limit;
  limit.days = 12;
  limit.kind = DayKind::calendar;
  world.workflow().stages[0].deadline = limit;
  world.now = at(day(2024, 4, 20));
  fill_in(world);
  CHECK(text(clock(world, "application").due) == "2024-05-06");
}

TEST_CASE("deadline: a limit may begin with an action inside its own stage") {
  World world;
  world.workflow().stages[2].deadline->from = "issue";
  accept(world);
  CHECK(world.state().clocks.size() == 1);
  world.now = at(day(2024, 3, 4));
  REQUIRE(codes(world.take("issue", hexi_approval())) == "done");
  CHECK(text(clock(world, "approval").due) == "2024-04-01");
}

TEST_CASE("deadline: time does not run backwards") {
  World world;
  accept(world);
  world.now = at(day(2023, 1, 1));
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(world.history.back().at == at(day(2024, 3, 1)));
}
