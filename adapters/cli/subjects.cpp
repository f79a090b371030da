// Reading subjects from files and stores. Entry points: those of subjects.hpp.
#include "subjects.hpp"

#include "command.hpp"

#include <guicheng/engine.hpp>
#include <guicheng/json.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <thread>

namespace guicheng::cli {
namespace {

constexpr std::size_t endless = std::size_t{1} << 30;
constexpr std::size_t page = 1000;

/// Whether an act or a snapshot speaks of what is sought: most cases need not be read any further.
bool mentions(UnitOfWork::Loaded const& loaded, std::string const& sought) {
  auto const has = [&](std::string const& text) { return text.find(sought) != std::string::npos; };
  return (loaded.snapshot && has(*loaded.snapshot)) || std::any_of(loaded.acts.begin(), loaded.acts.end(), has);
}

std::string line_of(std::string const& id, Value const& inputs) { return write_json(Context{{"id", id}, {"in", inputs}}); }

}  // namespace

std::optional<Files> open_files(std::string const& path, int& exit) {
  auto files = read_files({path});
  if (!files) return exit = complain(files.error().message, files.error().remedy), std::nullopt;
  return std::move(*files);
}

std::shared_ptr<RuleSet const> open_rules(std::string const& path, int& exit) {
  auto const files = open_files(path, exit);
  if (!files) return nullptr;
  auto loaded = read_rules(files->sources, files->key(path));
  if (!loaded.rules) print(*files, std::move(loaded.findings), stderr);
  if (!loaded.rules) exit = Exit::findings;
  return loaded.rules;
}

EvalContext context_now() {
  auto const now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  auto const zones = time_zones();
  return {Instant{now}, nullptr, zones ? *zones : nullptr, 10'000'000, nullptr};
}

bool has_ending(std::string const& path, std::string_view ending) {
  auto end = path.size() < ending.size() ? std::string{} : path.substr(path.size() - ending.size());
  std::transform(end.begin(), end.end(), end.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return end == ending;
}

BatchOptions batch_options(std::string const& path, bool csv, Progress& progress) {
  BatchOptions options;
  options.csv = csv || has_ending(path, ".csv");
  options.threads = std::max(1u, std::thread::hardware_concurrency());
  options.progress = [&progress](std::size_t lines) { progress.show(lines, 0); };
  return options;
}

Lines::Lines(std::string const& path) : from_{path == "-" ? &std::cin : &file_} {
  std::ios::sync_with_stdio(false);
  std::error_code none;
  if (path != "-" && !std::filesystem::is_directory(path, none)) file_.open(path, std::ios::binary);
}

bool Lines::is_open() const { return from_ == &std::cin || file_.is_open(); }

ReadLine Lines::reader() {
  return [this](std::string& line) { return next(line); };
}

std::string Lines::problem() const {
  if (endless_) return fmt::format("Line {} has no end within {} bytes; nothing was read after it.", lines_, endless);
  return failed_ ? fmt::format("The data could not be read further than line {}.", lines_) : "";
}

bool Lines::fill() {
  if (endless_) return false;
  from_->read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  at_ = buffer_.data();
  end_ = at_ + from_->gcount();
  failed_ = failed_ || from_->bad();
  return at_ != end_;
}

bool Lines::next(std::string& line) {
  line.clear();
  for (std::size_t length = 0;;) {
    if (at_ == end_ && !fill()) return length > 0;
    if (length == 0) ++lines_;
    auto const* const end = static_cast<char const*>(std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_)));
    auto const size = static_cast<std::size_t>((end ? end : end_) - at_);
    line.append(at_, std::min(size, most_line_bytes + 1 - line.size()));
    length += size;
    at_ = end ? end + 1 : end_;
    endless_ = length > endless;
    if (end || endless_) return true;
  }
}

JudgedCases::JudgedCases(StoreReader const& reader, CaseFilter filter) : reader_{reader}, filter_{std::move(filter)} {
  write_json_string(sought_, filter_.rules);
  sought_.erase(0, 1);
}

ReadLine JudgedCases::reader() {
  return [this](std::string& line) { return next(line); };
}

bool JudgedCases::next(std::string& line) {
  while (lines_.empty()) {
    auto const more = more_cases();
    if (!more) return error_ = more.error(), false;
    if (!*more) return false;
    auto const id = cases_.front();
    cases_.pop_front();
    if (auto const read_it = read(id); !read_it) return error_ = read_it.error(), false;
  }
  line = std::move(lines_.front());
  lines_.pop_front();
  return true;
}

Result<bool> JudgedCases::more_cases() {
  if (!cases_.empty()) return true;
  auto const ids = reader_.cases(last_, page);
  if (!ids) return ids.error();
  cases_.assign(ids->begin(), ids->end());
  if (!cases_.empty()) last_ = cases_.back();
  return !cases_.empty();
}

Result<void> JudgedCases::read(CaseId id) {
  auto const loaded = reader_.load(id);
  if (!loaded) return loaded.error();
  if (!mentions(*loaded, sought_)) return {};
  auto const state = read_case(*loaded);
  if (!state) return state.error();
  auto const is = [](std::string const& wanted, std::string const& there) { return wanted.empty() || wanted == there; };
  if (!is(filter_.system, state->system) || !is(filter_.workflow, state->workflow) || !is(filter_.end, state->end)) return {};
  auto const* const results = state->results.context();
  if (!results) return {};
  std::vector<std::pair<std::string, Value>> found;
  for (auto const& [name, result] : *results) {
    auto const* const rules = result.context() ? result.context()->find("rules") : nullptr;
    if (!rules || !(*rules == Value{filter_.rules})) continue;
    auto const* const inputs = result.context()->find("inputs");
    if (inputs) found.emplace_back(name, *inputs);
    else ++without_inputs_;
  }
  for (auto const& [name, inputs] : found) lines_.push_back(line_of(found.size() == 1 ? std::to_string(id) : fmt::format("{}/{}", id, name), inputs));
  return {};
}

}  // namespace guicheng::cli
