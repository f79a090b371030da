// The queue, the group commit and the threads around them. Entry points: Engine::run, write_group.
// Whoever finds nobody writing writes: a lone caller pays no change of threads; behind it the engine's own thread goes on.
#include <guicheng/engine.hpp>

#include "engine/desk.hpp"
#include "engine/project.hpp"

#include <condition_variable>
#include <deque>
#include <thread>

namespace guicheng {

namespace {

// Where a thread waits for answers. Not a std::semaphore: libstdc++'s yields the processor a dozen times before it sleeps,
// which many callers pay for.
class Turn {
 public:
  void come() {
    std::lock_guard const lock{mutex_};
    ++come_;
    condition_.notify_one();  // under the lock: afterwards the waiting one may be gone
  }
  void wait(std::size_t times = 1) {
    std::unique_lock lock{mutex_};
    condition_.wait(lock, [&] { return come_ >= times; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  std::size_t come_ = 0;
};

// A caller of run. Waking a thread costs as much as a command: the writer wakes the first of a group, and each wakes two.
struct Caller {
  Request request;  // stays with the thread that made it: memory freed by another thread than its own costs both
  std::optional<Answer> answer;
  Turn turn;
  std::shared_ptr<std::vector<Caller*>> group;  // with this one in it at `index`
  std::size_t index = 0;

  void wait() {
    turn.wait();
    for (auto next = 2 * index + 1; next <= 2 * index + 2 && next < group->size(); ++next) (*group)[next]->turn.come();
  }
};

enum class Task : std::uint8_t { command, fire, project, forget };  // the others: what tick wants done; see Desk

struct Waiting {
  Task task = Task::command;
  Caller* caller = nullptr;  // who waits, or
  std::unique_ptr<Request> own;
  std::function<void(Answer)> then;

  Request const& request() const { return caller ? caller->request : *own; }
};

}  // namespace

struct Engine::State {
  State(std::shared_ptr<Store> kept, std::vector<std::shared_ptr<System const>> systems, EngineOptions given)
      : store{std::move(kept)}, options{std::move(given)}, laws{std::move(systems), options}, desk{*store, laws, options} {}

  std::shared_ptr<Store> const store;
  EngineOptions const options;
  Laws laws;

  std::mutex mutex;  // of what follows, up to the blank line
  std::condition_variable wake;
  std::deque<Waiting> queue;
  bool writing = false;  // somebody is: only they touch the desk
  bool stopping = false;
  std::thread thread;

  Desk desk;

  std::mutex tick_mutex;  // of what follows
  std::unique_ptr<StoreReader> tick_reader;
  std::map<CaseId, Instant> stuck;  // until when not to try
  CaseId projected = 0;             // cases up to here have deadlines by their calendar
  std::optional<Instant> forgot;    // when answers were looked at last

  void write_group();
  void run_thread();
  bool enqueue(Waiting&&, bool always);
  std::vector<Waiting> take(std::size_t most);
  Answer carry_out(Waiting const&);
  std::vector<Answer> run_all(Task, std::vector<CaseId> const&, Instant now);
  Result<void> keep_house(Instant now);
};

Answer Engine::State::carry_out(Waiting const& waiting) {
  auto const& request = waiting.request();
  switch (waiting.task) {
    case Task::command: return desk.handle(request);
    case Task::fire: return desk.fire(request.case_id, request.now);
    case Task::project: return desk.project_deadlines(request.case_id, request.now);
    case Task::forget: return desk.forget_answers(Instant{request.now.milliseconds - options.answers_hours * 3'600'000});
  }
  return fail(Errc::not_found, "There is no such task.");
}

std::vector<Waiting> Engine::State::take(std::size_t most) {
  std::lock_guard const lock{mutex};
  std::vector<Waiting> taken;
  while (!queue.empty() && taken.size() < most) {
    taken.push_back(std::move(queue.front()));
    queue.pop_front();
  }
  return taken;
}

// Takes what waits, and what comes while that is done, into one transaction; answers after the commit. `writing` is ours.
void Engine::State::write_group() {
  std::vector<std::pair<Waiting, Answer>> done;
  done.reserve(std::min<std::size_t>(options.group, 64));
  auto unit = store->begin();
  std::optional<Error> failed;
  if (unit) desk.begin(**unit);
  else failed = unit.error();
  while (done.size() < options.group) {
    auto taken = take(options.group - done.size());
    if (taken.empty()) break;
    for (auto& waiting : taken) {
      auto answer = failed ? Answer{*failed} : carry_out(waiting);
      if (!failed) failed = desk.broken();
      done.emplace_back(std::move(waiting), std::move(answer));
    }
  }
  if (unit) {
    if (!failed)
      if (auto committed = (*unit)->commit(); !committed) failed = committed.error();
    desk.end(failed);
    unit->reset();
  }
  auto const callers = std::make_shared<std::vector<Caller*>>();
  for (auto& [waiting, answer] : done) {
    auto* const caller = waiting.caller;
    if (failed) answer = *failed;
    if (!caller) continue;
    caller->answer = std::move(answer);
    caller->index = callers->size();
    caller->group = callers;
    callers->push_back(caller);
  }
  if (!callers->empty()) callers->front()->turn.come();
  for (auto& [waiting, answer] : done)
    if (!waiting.caller) waiting.then(std::move(answer));
}

void Engine::State::run_thread() {
  std::unique_lock lock{mutex};
  for (;;) {
    wake.wait(lock, [&] { return !writing && (stopping || !queue.empty()); });
    if (queue.empty()) return;
    writing = true;
    while (!queue.empty()) {
      lock.unlock();
      write_group();
      lock.lock();
    }
    writing = false;
  }
}

bool Engine::State::enqueue(Waiting&& waiting, bool always) {
  std::lock_guard const lock{mutex};
  if (!always && queue.size() >= options.queue) return false;
  queue.push_back(std::move(waiting));
  if (!writing) wake.notify_one();
  return true;
}

Engine::Engine(std::unique_ptr<State> state) : state_{std::move(state)} {
  state_->thread = std::thread{[state = state_.get()] { state->run_thread(); }};
}

Engine::~Engine() {
  {
    std::lock_guard const lock{state_->mutex};
    state_->stopping = true;
  }
  state_->wake.notify_all();
  state_->thread.join();
}

Result<std::unique_ptr<Engine>> Engine::open(std::shared_ptr<Store> store, std::vector<std::shared_ptr<System const>> systems, EngineOptions options) {
  auto state = std::make_unique<State>(std::move(store), std::move(systems), std::move(options));
  auto const reader = state->store->open_reader();
  if (!reader) return reader.error();
  if (auto fits = check_definitions(state->laws, **reader); !fits) return fits.error();
  return std::unique_ptr<Engine>{new Engine{std::move(state)}};
}

static Error full() { return fail(Errc::limit, "Too many commands are waiting.", {}, "Try again in a moment."); }

Answer Engine::run(Request request) {
  Caller caller;
  caller.request = std::move(request);
  auto& state = *state_;
  std::unique_lock lock{state.mutex};
  if (state.queue.size() >= state.options.queue) return full();
  auto const alone = !state.writing && state.queue.empty();
  state.queue.push_back({Task::command, &caller, nullptr, {}});
  if (alone) {
    state.writing = true;
    lock.unlock();
    state.write_group();
    lock.lock();
    state.writing = false;
    auto const more = !state.queue.empty() || state.stopping;
    lock.unlock();
    if (more) state.wake.notify_one();
  } else {
    if (!state.writing) state.wake.notify_one();
    lock.unlock();
  }
  caller.wait();
  return std::move(*caller.answer);
}

void Engine::submit(Request request, std::function<void(Answer)> then) {
  Waiting waiting{Task::command, nullptr, std::make_unique<Request>(std::move(request)), std::move(then)};
  if (!state_->enqueue(std::move(waiting), false)) waiting.then(full());
}

// Hands the writer a task for each case and waits for all.
std::vector<Answer> Engine::State::run_all(Task task, std::vector<CaseId> const& ids, Instant now) {
  std::vector<Answer> answers(ids.size());
  Turn answered;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto request = std::make_unique<Request>();
    request->case_id = ids[i];
    request->now = now;
    auto then = [&answers, &answered, i](Answer given) {
      answers[i] = std::move(given);
      answered.come();
    };
    (void)enqueue({task, nullptr, std::move(request), std::move(then)}, true);
  }
  answered.wait(ids.size());
  return answers;
}

// In small portions: once after the start, every case is asked whether it has another calendar now; once a minute, some old
// answers are forgotten.
Result<void> Engine::State::keep_house(Instant now) {
  constexpr std::size_t at_once = 100;
  constexpr std::int64_t minute = 60'000;
  if (projected >= 0) {
    auto const ids = tick_reader->cases(projected, at_once);
    if (!ids) return ids.error();
    for (auto const& answer : run_all(Task::project, *ids, now))
      if (auto const* const error = std::get_if<Error>(&answer); error && (error->code == Errc::storage || error->code == Errc::outcome_unknown)) return *error;
    projected = ids->size() < at_once ? -1 : ids->back();
  }
  if (forgot && now.milliseconds < forgot->milliseconds + minute) return {};
  forgot = now;
  auto const answers = run_all(Task::forget, {0}, now);
  if (auto const* const error = std::get_if<Error>(&answers.front())) return *error;
  return {};
}

Result<std::size_t> Engine::tick(Instant now, std::size_t limit) {
  auto& state = *state_;
  std::lock_guard const lock{state.tick_mutex};
  if (!state.tick_reader) {
    auto reader = state.store->open_reader();
    if (!reader) return reader.error();
    state.tick_reader = std::move(*reader);
  }
  std::erase_if(state.stuck, [&](auto const& one) { return one.second <= now; });
  auto due = state.tick_reader->due(now, limit + state.stuck.size());
  if (!due) {
    state.tick_reader.reset();  // opened anew the next time
    return due.error();
  }
  std::erase_if(*due, [&](CaseId id) { return state.stuck.contains(id); });
  if (due->size() > limit) due->resize(limit);

  auto const answers = state.run_all(Task::fire, *due, now);
  std::size_t fired = 0;
  std::optional<Error> trouble;
  for (std::size_t i = 0; i < due->size(); ++i) {
    auto const* const error = std::get_if<Error>(&answers[i]);
    if (auto const* const reply = std::get_if<Reply>(&answers[i])) fired += reply->repeated ? 0 : 1;  // or somebody was first
    else if (error && (error->code == Errc::storage || error->code == Errc::outcome_unknown)) trouble = *error;
    else state.stuck[(*due)[i]] = Instant{now.milliseconds + 3'600'000};
  }
  if (trouble) return *trouble;
  if (fired < limit)
    if (auto kept = state.keep_house(now); !kept) return kept.error();
  return fired;
}

std::shared_ptr<System const> Engine::find_system(std::string_view id) const { return state_->laws.find_system(id); }
std::vector<std::shared_ptr<System const>> Engine::systems() const { return state_->laws.systems(); }
Store& Engine::store() const { return *state_->store; }

Result<Engine::Seen> Engine::read(StoreReader& reader, CaseId id) const {
  auto const loaded = reader.load(id);
  if (!loaded) return loaded.error();
  if (!loaded->snapshot && loaded->acts.empty()) return fail(Errc::not_found, "There is no case " + std::to_string(id) + ".");
  auto state = read_loaded(*loaded);
  if (!state) return state.error();
  auto law = state_->laws.find(reader, *state);
  if (!law) return law.error();
  return Seen{std::move(law->system), law->workflow, std::move(*state)};
}

}  // namespace guicheng
