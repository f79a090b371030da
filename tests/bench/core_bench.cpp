// The core on one thread: deciding and folding actions of the sample licence procedure, without a store.
// Baseline in the same run: the same act made by hand and folded, which is what a table-driven engine could not beat.
#include "samples.hpp"

#include <guicheng/event_text.hpp>

#include <benchmark/benchmark.h>

using namespace guicheng;
using namespace guicheng::samples;

namespace {

/// A world with the sample form grown to 40 fields, all filled.
World wide_world() {
  World world;
  world.workflow() = licence(33);
  return world;
}

Value wide_data(World& world) {
  auto modules = *filled().context();
  auto basics = *modules.find("基本信息")->context();
  for (auto const& one : world.workflow().form.modules[0].fields)
    if (!basics.find(one.name)) basics.set(one.name, "内容 " + one.name);
  modules.set("基本信息", std::move(basics));
  return modules;
}

CaseState waiting_case(World& world) {
  hand_in(world);
  return world.state();
}

TakeAction const accept_it{{}, "accept", {}};

/// A command decided again and again on one state.
void decide_on(benchmark::State& run, World& world, CaseState const& state, TakeAction const& command, Actor const& by) {
  for (auto _ : run) {
    auto decision = decide(world.system, world.workflow(), state, command, by, world.now, world);
    benchmark::DoNotOptimize(decision);
  }
  run.SetItemsProcessed(run.iterations());
}

/// One case, accepted again and again; the copy of the state is part of the work.
void accept_on(benchmark::State& run, World& world, CaseState const& waiting) {
  auto const officer = hexi_acceptance();
  for (auto _ : run) {
    auto decision = decide(world.system, world.workflow(), waiting, accept_it, officer, world.now, world);
    auto after = evolve(waiting, std::get<Act>(decision));
    benchmark::DoNotOptimize(after);
  }
  run.SetItemsProcessed(run.iterations());
}

void hot_accept(benchmark::State& run) {
  World world;
  accept_on(run, world, waiting_case(world));
}
BENCHMARK(hot_accept);

/// A guard over three fields in the way.
void hot_accept_with_guard(benchmark::State& run) {
  World world;
  auto const waiting = waiting_case(world);
  auto& action = world.workflow().stages[1].actions[0];
  action.must = {check("场所面积 >= 50 and 办公方式 = \"自有\" and string length(机构名称) > 2", "条件不符", *action.scope)};
  accept_on(run, world, waiting);
}
BENCHMARK(hot_accept_with_guard);

/// 20,000 cases of 40 fields, each accepted once, folded in place.
void distinct_accept(benchmark::State& run) {
  auto world = wide_world();
  auto const officer = hexi_acceptance();
  CaseState first;
  {
    auto const refused = world.run(StartCase{"licence", wide_data(world)}, company()) || world.run(AttachFile{paper()}, company()) ||
                         world.take("submit", company(), promise());
    if (refused) return run.SkipWithError("the wide case was refused");
    first = read_state(write_state(world.state())).value();
  }
  auto const text = write_state(first);
  std::vector<CaseState> cases(20'000);
  for (auto& one : cases) one = read_state(text).value();
  std::vector<CaseState> fresh;
  std::size_t at = cases.size();
  for (auto _ : run) {
    if (at == cases.size()) {
      run.PauseTiming();
      fresh = cases;
      at = 0;
      run.ResumeTiming();
    }
    auto& state = fresh[at++];
    auto decision = decide(world.system, world.workflow(), state, accept_it, officer, world.now, world);
    state = evolve(std::move(state), std::get<Act>(decision));
    benchmark::DoNotOptimize(state);
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK(distinct_accept);

void refused(benchmark::State& run, Actor const& actor, std::string const& action) {
  World world;
  decide_on(run, world, waiting_case(world), {{}, action, {}}, actor);
}
BENCHMARK_CAPTURE(refused, not_visible, nankai_acceptance(), "accept");
BENCHMARK_CAPTURE(refused, wrong_stage, hexi_acceptance(), "grant");
BENCHMARK_CAPTURE(refused, role, hexi_approval(), "accept");
BENCHMARK_CAPTURE(refused, input, hexi_acceptance(), "return");

void refused_condition(benchmark::State& run) {
  World world;
  auto const waiting = waiting_case(world);
  auto& action = world.workflow().stages[1].actions[0];
  action.must = {check("场所面积 >= 500", "场所面积不足", *action.scope)};
  decide_on(run, world, waiting, accept_it, hexi_acceptance());
}
BENCHMARK(refused_condition);

/// The whole form checked, two people in a list.
void submit(benchmark::State& run) {
  World world;
  fill_in(world);
  decide_on(run, world, world.state(), {{}, "submit", promise()}, company());
}
BENCHMARK(submit);

/// A number and a record.
void grant(benchmark::State& run) {
  World world;
  accept(world);
  decide_on(run, world, world.state(), {{}, "grant", {}}, hexi_approval());
}
BENCHMARK(grant);

void baseline_fold(benchmark::State& run) {
  World world;
  auto const waiting = waiting_case(world);
  auto const decision = decide(world.system, world.workflow(), waiting, accept_it, hexi_acceptance(), world.now, world);
  for (auto _ : run) {
    auto act = std::get<Act>(decision);
    auto after = evolve(waiting, act);
    benchmark::DoNotOptimize(after);
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK(baseline_fold);

void write_accept(benchmark::State& run) {
  World world;
  accept(world);
  for (auto _ : run) {
    auto text = write_act(world.history.back());
    benchmark::DoNotOptimize(text);
  }
}
BENCHMARK(write_accept);

void read_accept(benchmark::State& run) {
  World world;
  accept(world);
  auto const text = write_act(world.history.back());
  for (auto _ : run) {
    auto act = read_act(text);
    benchmark::DoNotOptimize(act);
  }
}
BENCHMARK(read_accept);

}  // namespace
