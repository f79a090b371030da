// `guicheng serve`: store, materials, accounts, engine and HTTP put together. Entry point: run_serve.
#include "arguments.hpp"
#include "data_folder.hpp"
#include "demo.hpp"
#include "engine_world.hpp"
#include "files.hpp"
#include "issuers.hpp"

#include <guicheng/engine.hpp>
#include <guicheng/http.hpp>
#include <guicheng/material_folder.hpp>
#include <guicheng/material_use.hpp>
#include <guicheng/sqlite_store.hpp>
#include <guicheng/system.hpp>

#include <fmt/core.h>

#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <random>
#include <set>
#include <thread>

namespace guicheng::cli {
namespace {

Instant now() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

/// 128 bits from the system's generator.
std::string make_token() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

struct Loaded {
  std::vector<std::shared_ptr<System const>> systems;
  Bundles bundles;
  std::vector<DemoSystem> demo;
  std::map<std::pair<std::string, std::string>, std::string> templates;  // forms to download, by system and path
};

/// The forms that a system's materials have, from its folder.
bool load_templates(System const& system, std::string const& manifest, Loaded& into, int& exit) {
  constexpr std::uint64_t most = 8u << 20;
  for (auto const& workflow : system.workflows)
    for (auto const& material : workflow.form.materials) {
      auto const& path = material.form_template;
      if (path.empty() || into.templates.contains({system.id, path})) continue;
      std::filesystem::path const relative{path};
      if (relative.is_absolute() || std::ranges::find(relative, std::filesystem::path{".."}) != relative.end())
        return exit = cli::complain(fmt::format("The template {} does not lie in the folder of {}.", path, manifest)), false;
      auto bytes = read_file((std::filesystem::path{manifest}.parent_path() / relative).generic_string(), most);
      if (!bytes) return exit = complain(bytes.error()), false;
      into.templates.emplace(std::pair{system.id, path}, std::move(*bytes));
    }
  return true;
}

/// Every system, and for a demonstration the people.yaml beside each manifest, or people for its roles where there is none. Findings go to stderr.
std::optional<Loaded> load(std::vector<std::string> const& manifests, bool with_people, int& exit) {
  auto const zones = time_zones();
  if (!zones) return exit = complain(zones.error()), std::nullopt;
  Loaded out;
  std::set<std::string> ids;
  for (auto const& manifest : manifests) {
    auto files = read_files({manifest});  // each from its own root, so that a system's hash does not hang on its neighbours
    if (!files) return exit = complain(files.error()), std::nullopt;
    auto const loaded = read_system(files->sources, files->key(manifest), **zones);
    print(*files, loaded.findings, stderr);
    if (!loaded.system) return exit = cli::complain(fmt::format("{} has errors.", manifest)), std::nullopt;
    if (!ids.insert(loaded.system->id).second) return exit = cli::complain(fmt::format("There are two systems `{}`.", loaded.system->id)), std::nullopt;
    out.systems.push_back(loaded.system);
    if (!load_templates(*loaded.system, manifest, out, exit)) return std::nullopt;
    out.bundles.emplace(loaded.system->id, write_bundle(files->sources, files->key(manifest)));
    auto const people = (std::filesystem::path{manifest}.parent_path() / "people.yaml").generic_string();
    std::error_code error;
    if (!with_people) continue;
    if (!std::filesystem::exists(people, error)) {
      out.demo.push_back({loaded.system, invented_world(*loaded.system)});
      continue;
    }
    auto const beside = read_files({people});
    if (!beside) return exit = complain(beside.error()), std::nullopt;
    auto world = read_people(beside->sources, beside->key(people));
    print(*beside, world.findings, stderr);
    if (world.world) out.demo.push_back({loaded.system, std::move(*world.world)});
  }
  return out;
}

/// As many connections as the service takes want more open files than a process has at first.
void allow_open_files() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Says something on stderr while the service runs. Whoever reads that may have gone, as `tee` does on the same Ctrl-C: then
/// it is said to nobody.
void tell(std::string const& line) noexcept { (void)std::fputs(line.c_str(), stderr); }

/// Stops the server at SIGTERM or SIGINT, which every thread has blocked; a second one ends the program at once.
class Signals {
 public:
  Signals() {
    ::sigemptyset(&set_);
    for (int const one : {SIGTERM, SIGINT, SIGUSR1}) ::sigaddset(&set_, one);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
  }
  void stop_at(HttpServer& server) {
    thread_ = std::thread{[this, &server] {
      for (int got = 0; ::sigwait(&set_, &got) == 0;) {
        if (got == SIGUSR1 && done_) return;
        if (got == SIGUSR1) continue;  // not ours
        if (stopping_) std::_Exit(Exit::trouble);
        stopping_ = true;
        tell("stopping: requests at hand are finished\n");
        server.stop();
      }
    }};
  }
  ~Signals() {
    if (!thread_.joinable()) return;
    done_ = true;
    ::pthread_kill(thread_.native_handle(), SIGUSR1);
    thread_.join();
  }

 private:
  sigset_t set_{};
  bool stopping_ = false;
  std::atomic<bool> done_ = false;  // the server is, and SIGUSR1 says so
  std::thread thread_;
};

/// Takes away, in the background, materials that were handed in and that no case ever named.
class Sweeper {
 public:
  Sweeper(Store& store, std::shared_ptr<MaterialStore> materials) : materials_{std::move(materials)}, thread_{[this, &store] { run(store); }} {}
  Sweeper(Sweeper const&) = delete;
  Sweeper& operator=(Sweeper const&) = delete;
  ~Sweeper() {
    {
      std::lock_guard const lock{mutex_};
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  void run(Store& store) {
    std::unique_lock lock{mutex_};
    auto wait = std::chrono::hours{1};  // not while everything starts
    while (!wake_.wait_for(lock, wait, [this] { return stopping_; })) {
      wait = std::chrono::hours{24};
      lock.unlock();
      sweep(store);
      lock.lock();
    }
  }
  static void tell_trouble(Error const& error) { tell(fmt::format("guicheng: materials are not looked through: {}\n", error.message)); }
  void sweep(Store& store) {
    constexpr std::int64_t day = 24 * 3'600'000;  // for whoever hands something in now
    auto const before = Instant{now().milliseconds - day};
    auto const reader = store.open_reader();
    if (!reader) return tell_trouble(reader.error());
    auto const use = materials_in_use(**reader);
    if (!use) return tell_trouble(use.error());
    auto const removed = materials_->sweep([&](std::string_view hash) { return use->contains(hash); }, before);
    if (!removed) return tell_trouble(removed.error());
    if (*removed > 0) tell(fmt::format("{} materials that no case names are removed\n", *removed));
  }

  std::shared_ptr<MaterialStore> materials_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;  // the last: it uses the others
};

std::string address_of(HttpOptions const& options, std::uint16_t port) {
  auto const host = options.address.find(':') == std::string::npos ? options.address : "[" + options.address + "]";
  return fmt::format("http://{}:{}", host, port);
}

/// The first account: a token that lets one be made, shown once at each start until it was used.
Result<bool> is_without_accounts(AccountStore& accounts) {
  auto const first = accounts.list("", 1);
  if (!first) return first.error();
  return first->empty();
}

void print_first_run(std::string const& address, std::string const& token) {
  fmt::print("Nobody has an account yet. Make the first, an administrator, with this token (it is good until then, for this run):\n"
             "  curl {}/v1/accounts -H 'Content-Type: application/json' -d '{{\"token\":\"{}\",\"id\":\"admin\",\"name\":\"管理员\",\"password\":\"…\",\"administrator\":true}}'\n\n",
             address, token);
}

bool is_loopback(std::string const& address) { return address.starts_with("127.") || address == "::1"; }

int serve(Arguments const& arguments, HttpOptions options, Loaded loaded) {
  DataFolder const data{arguments.text("data", "guicheng-data")};
  std::error_code error;
  std::filesystem::create_directories(data.path, error);
  if (error) return cli::complain(fmt::format("{} cannot be made: {}.", data.path, error.message()));
  std::filesystem::permissions(data.path, std::filesystem::perms::owner_all, error);
  Signals signals;
  auto store = SqliteStore::open(data.store());
  if (!store) return complain(store.error());
  auto opened_accounts = open_accounts(data.accounts());
  if (!opened_accounts) return complain(opened_accounts.error());
  std::shared_ptr<AccountStore> const accounts = std::move(*opened_accounts);
  auto materials = open_material_folder(data.materials());
  if (!materials) return complain(materials.error());
  bool const demo = arguments.has("demo");
  if (demo)
    if (auto added = add_demo(*accounts, **store, loaded.demo, now()); !added) return complain(added.error());
  auto const nobody = is_without_accounts(*accounts);
  if (!nobody) return complain(nobody.error());
  if (*nobody) options.first_run_token = make_token();
  auto const token = options.first_run_token;
  auto engine = Engine::open(*store, std::move(loaded.systems), engine_options(std::move(loaded.bundles)));
  if (!engine) return complain(engine.error());
  auto const shown = options;
  auto const kept_materials = *materials;
  auto server = HttpServer::open(std::move(options), **engine, accounts, std::move(*materials));
  if (!server) return complain(server.error());
  auto const address = address_of(shown, (*server)->port());
  fmt::print("guicheng {} serves {} at {}; data in {}\n{}\n\n", GUICHENG_VERSION, (*engine)->systems().size() == 1 ? "1 system" : fmt::format("{} systems", (*engine)->systems().size()),
             address, data.path, (*store)->protection());
  if (demo) print_demo(loaded.demo, address);
  else if (*nobody) print_first_run(address, token);
  std::fflush(stdout);
  Sweeper const sweeper{**store, kept_materials};
  allow_open_files();
  signals.stop_at(**server);
  (*server)->run();
  tell("stopped\n");
  return Exit::well;
}

}  // namespace

int run_serve(Words words) {
  Arguments arguments{"serve MANIFEST…", "Runs the service with the given systems until SIGTERM or Ctrl-C. It speaks plain HTTP: put a TLS terminator in\n"
                                         "front of it for anything beyond this machine."};
  arguments.option("data", "DIR", "where everything is kept; default ./guicheng-data")
      .option("address", "ADDRESS", "default 127.0.0.1")
      .option("port", "PORT", "default 8080; 0 takes any free one")
      .option("threads", "N", "default: one for each core")
      .option("host", "NAME", "a name accepted in Host; may be repeated; default: any, on loopback the loopback names")
      .option("rules", "FILE", "a rule set beside those of the systems, for /v1/rules; may be repeated")
      .option("issuers", "FILE", "whose signed tokens (JWT) are accepted, as JSON: [{\"issuer\":…,\"audience\":…,\"keys\":[{\"id\":…,\"algorithm\":\"RS256\" or \"ES256\",\"pem\":FILE}]}]")
      .flag("demo", "accounts for the sample world beside each manifest, with a known password; on loopback only")
      .operands(1, 1000);
  if (auto const done = arguments.read(words)) return *done;
  auto const port = arguments.number("port", 8080, 0, 65535), threads = arguments.number("threads", 0, 0, 1024);
  if (!port || !threads) return Exit::trouble;
  HttpOptions options;
  options.address = arguments.text("address", options.address);
  options.port = static_cast<std::uint16_t>(*port);
  options.threads = static_cast<unsigned>(*threads);
  options.hosts = arguments.texts("host");
  options.on_trouble = [](Error const& error) { tell(fmt::format("guicheng: {}{}{}\n", error.message, error.remedy.empty() ? "" : " ", error.remedy)); };
  if (arguments.has("demo") && !is_loopback(options.address))
    return cli::complain("--demo has a known password: it serves on loopback only.", "Leave --demo or --address away.");
  if (arguments.has("issuers")) {
    auto issuers = read_issuers(arguments.text("issuers"));
    if (!issuers) return complain(issuers.error());
    options.issuers = std::move(*issuers);
  }
  int exit = Exit::well;
  for (auto const& path : arguments.texts("rules")) {
    auto const files = read_files({path});
    if (!files) return complain(files.error());
    auto rules = read_rules(files->sources, files->key(path));
    print(*files, rules.findings, stderr);
    if (!rules.rules) return cli::complain(fmt::format("{} has errors.", path));
    options.rules.push_back(std::move(rules.rules));
  }
  auto loaded = load(arguments.operands(), arguments.has("demo"), exit);
  if (loaded) options.templates = std::move(loaded->templates);
  return loaded ? serve(arguments, std::move(options), std::move(*loaded)) : exit;
}

}  // namespace guicheng::cli
