// The queue, the group commit and the threads around them. Entry points: Engine::run, write_group.
// Whoever finds nobody writing writes: a lone caller pays no change of threads; behind it the engine's own thread goes on.
#include <guicheng/engine.hpp>

#include "engine/desk.hpp"
#include "engine/reach.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <thread>

namespace guicheng {

namespace {

/// The store's or the machine's, not the case's: it is worth trying again soon.
bool is_trouble(Error const& error) noexcept {
  return error.code == Errc::storage || error.code == Errc::outcome_unknown || error.code == Errc::limit;
}

// Where many threads wait for one thing. Waking a thread costs as much as a command: the writer wakes one, and that one the
// others.
class Gate {
 public:
  void open() {
    {
      std::lock_guard const lock{mutex_};
      open_ = true;
    }
    condition_.notify_one();
  }
  void wait() {
    std::unique_lock lock{mutex_};
    condition_.wait(lock, [&] { return open_; });
    if (std::exchange(others_woken_, true)) return;
    lock.unlock();
    condition_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool open_ = false, others_woken_ = false;
};

// A caller of run. The request stays with the thread that made it: memory freed by another thread than its own costs both.
struct Caller {
  Request request;
  std::optional<Answer> answer;
};

enum class Task : std::uint8_t { command, fire, project, forget, note };  // three of them: what tick wants done; see Desk

struct Waiting {
  Task task = Task::command;
  Caller* caller = nullptr;  // who waits, or
  std::unique_ptr<Request> own;
  std::function<void(Answer)> then;
  std::string text = {};     // of a note

  Request const& request() const { return caller ? caller->request : *own; }
};

// Commands that are written together. Who comes while one is written is gathered in the next.
struct Group {
  std::vector<Waiting> waiting;
  Gate done;
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
  std::deque<std::shared_ptr<Group>> queue;  // the last one may take more
  std::size_t waiting = 0;                   // in all of them
  bool writing = false;  // somebody is: only they touch the desk
  bool stopping = false;
  std::thread thread;

  Desk desk;
  // Of the last group; only who writes touches them.
  std::size_t last_size = 0;
  std::chrono::steady_clock::time_point committed_at;
  std::chrono::steady_clock::duration commit_took{};

  std::mutex tick_mutex;  // of what follows
  std::unique_ptr<StoreReader> tick_reader;
  std::map<CaseId, Instant> stuck;  // until when not to try
  CaseId projected = 0;             // cases up to here have deadlines by their calendar
  std::optional<Instant> forgot;    // when answers were looked at last

  std::optional<Error> write(Group const&, std::vector<Answer>&);
  void write_group(Group&);
  std::shared_ptr<Group> take();  // under the lock
  std::shared_ptr<Group> add(Waiting&&);
  void gather(std::unique_lock<std::mutex>&);
  void run_thread();
  bool enqueue(Waiting&&, bool always);
  Answer carry_out(Waiting const&);
  std::vector<Answer> run_all(Task, std::vector<CaseId> const&, Instant now);
  Result<void> keep_house(Instant now);
};

// The core throws nothing else. Short enough to need no memory itself.
static Error no_memory(Errc code) { return {code, "Out of memory.", {}, {}}; }

Answer Engine::State::carry_out(Waiting const& one) {
  auto const& request = one.request();
  switch (one.task) {
    case Task::command: return desk.handle(request);
    case Task::fire: return desk.fire(request.case_id, request.now);
    case Task::project: return desk.project_deadlines(request.case_id, request.now);
    case Task::forget: return desk.forget_answers(Instant{request.now.milliseconds - options.answers_hours * 3'600'000});
    case Task::note: return desk.note(request.now, one.text);
  }
  return fail(Errc::not_found, "There is no such task.");
}

std::shared_ptr<Group> Engine::State::take() {
  auto group = std::move(queue.front());
  queue.pop_front();
  waiting -= group->waiting.size();
  return group;
}

std::shared_ptr<Group> Engine::State::add(Waiting&& one) {
  if (queue.empty() || queue.back()->waiting.size() >= options.group) {
    queue.push_back(std::make_shared<Group>());
    queue.back()->waiting.reserve(64);
  }
  queue.back()->waiting.push_back(std::move(one));
  ++waiting;
  return queue.back();
}

// One transaction; what it failed with, if it did.
std::optional<Error> Engine::State::write(Group const& group, std::vector<Answer>& answers) {
  bool committing = false;
  try {
    answers.reserve(group.waiting.size());
    auto unit = store->begin();
    if (!unit) return unit.error();
    desk.begin(**unit);
    std::optional<Error> failed;
    for (auto const& one : group.waiting) {
      answers.push_back(failed ? Answer{*failed} : carry_out(one));
      if (!failed) failed = desk.broken();
    }
    auto const begun = std::chrono::steady_clock::now();
    committing = true;
    if (!failed)
      if (auto committed = (*unit)->commit(); !committed) failed = committed.error();
    committed_at = std::chrono::steady_clock::now();
    commit_took = committed_at - begun;
    desk.end(failed);
    return failed;
  } catch (...) {  // what was folded may be half done: all of it is read again
    desk.end(Error{Errc::outcome_unknown, {}, {}, {}});
    return no_memory(committing ? Errc::outcome_unknown : Errc::limit);
  }
}

// Answers after the commit. `writing` is ours, so nothing may be thrown past here: nobody would write any more.
void Engine::State::write_group(Group& group) {
  std::vector<Answer> answers;
  auto const failed = write(group, answers);
  auto const answer = [&](std::size_t i) -> Answer {
    if (!failed) return std::move(answers[i]);
    try {
      return *failed;
    } catch (...) {
      return no_memory(failed->code);
    }
  };
  auto const count = group.waiting.size();
  for (std::size_t i = 0; i < count; ++i)
    if (auto* const caller = group.waiting[i].caller) caller->answer = answer(i);
  last_size = count;
  group.done.open();
  for (std::size_t i = 0; i < count; ++i)
    if (!group.waiting[i].caller) group.waiting[i].then(answer(i));
}

// Those who were just answered come back at once, and a commit costs what many commands cost: they are waited for, for a
// fraction of that, and never for long.
void Engine::State::gather(std::unique_lock<std::mutex>& lock) {
  auto const patience = std::min<std::chrono::steady_clock::duration>(commit_took / 4, std::chrono::microseconds{500});
  while (!stopping && waiting * 2 < last_size && std::chrono::steady_clock::now() - committed_at < patience) {
    lock.unlock();
    std::this_thread::yield();
    lock.lock();
  }
}

void Engine::State::run_thread() {
  std::unique_lock lock{mutex};
  for (;;) {
    wake.wait(lock, [&] { return !writing && (stopping || !queue.empty()); });
    if (queue.empty()) return;
    writing = true;
    while (!queue.empty()) {
      gather(lock);
      auto const group = take();
      lock.unlock();
      write_group(*group);
      lock.lock();
    }
    writing = false;
  }
}

bool Engine::State::enqueue(Waiting&& one, bool always) {
  std::lock_guard const lock{mutex};
  if (!always && waiting >= options.queue) return false;
  add(std::move(one));
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
  state->laws.read_past(**reader);
  return std::unique_ptr<Engine>{new Engine{std::move(state)}};
}

static Error full() { return fail(Errc::limit, "Too many commands are waiting.", {}, "Try again in a moment."); }

Answer Engine::run(Request request) {
  Caller caller;
  caller.request = std::move(request);
  auto& state = *state_;
  std::unique_lock lock{state.mutex};
  if (state.waiting >= state.options.queue) return full();
  auto const alone = !state.writing && state.queue.empty();
  auto const group = state.add({Task::command, &caller, nullptr, {}});
  if (!alone) {
    if (!state.writing) state.wake.notify_one();
    lock.unlock();
    group->done.wait();
    return std::move(*caller.answer);
  }
  state.writing = true;
  (void)state.take();
  lock.unlock();
  state.write_group(*group);
  lock.lock();
  state.writing = false;
  auto const more = !state.queue.empty() || state.stopping;
  lock.unlock();
  if (more) state.wake.notify_one();
  return std::move(*caller.answer);
}

void Engine::submit(Request request, std::function<void(Answer)> then) {
  Waiting waiting{Task::command, nullptr, std::make_unique<Request>(std::move(request)), std::move(then)};
  if (!state_->enqueue(std::move(waiting), false)) waiting.then(full());
}

void Engine::note(Instant now, std::string text) {
  auto request = std::make_unique<Request>();
  request->now = now;
  (void)state_->enqueue({Task::note, nullptr, std::move(request), [](Answer const&) {}, std::move(text)}, true);
}

// Hands the writer a task for each case and waits for all.
std::vector<Answer> Engine::State::run_all(Task task, std::vector<CaseId> const& ids, Instant now) {
  std::vector<Answer> answers(ids.size());
  auto const answered = std::make_shared<Gate>();  // may outlive the waiting
  std::atomic<std::size_t> left = ids.size();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto request = std::make_unique<Request>();
    request->case_id = ids[i];
    request->now = now;
    auto then = [&answers, &left, answered, i](Answer given) {
      answers[i] = std::move(given);
      if (--left == 0) answered->open();
    };
    (void)enqueue({task, nullptr, std::move(request), std::move(then)}, true);
  }
  if (!ids.empty()) answered->wait();
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
      if (auto const* const error = std::get_if<Error>(&answer); error && is_trouble(*error)) return *error;
    projected = ids->size() < at_once ? -1 : ids->back();
  }
  if (forgot && now.milliseconds < forgot->milliseconds + minute) return {};
  auto const answers = run_all(Task::forget, {0}, now);
  if (auto const* const error = std::get_if<Error>(&answers.front())) return *error;
  forgot = now;
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
    else if (error && is_trouble(*error)) trouble = *error;
    else state.stuck[(*due)[i]] = Instant{now.milliseconds + 3'600'000};
  }
  if (trouble) return *trouble;
  if (fired < limit)
    if (auto kept = state.keep_house(now); !kept) return kept.error();
  return fired;
}

std::vector<Reach> Engine::reach(System const& system, Actor const& actor, bool inbox) const { return find_reach(state_->laws, system, actor, inbox); }
std::shared_ptr<System const> Engine::find_system(std::string_view id) const { return state_->laws.find_system(id); }
std::vector<std::shared_ptr<System const>> Engine::systems() const { return state_->laws.systems(); }
Store& Engine::store() const { return *state_->store; }

Result<Engine::Seen> Engine::read(StoreReader& reader, CaseId id) const {
  auto const loaded = reader.load(id);
  if (!loaded) return loaded.error();
  if (!loaded->snapshot && loaded->acts.empty()) return fail(Errc::not_found, "There is no case " + std::to_string(id) + ".");
  auto state = read_case(*loaded);
  if (!state) return state.error();
  auto law = state_->laws.find(reader, *state);
  if (!law) return law.error();
  return Seen{std::move(law->system), law->workflow, std::move(*state)};
}

}  // namespace guicheng
