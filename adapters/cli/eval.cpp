// `guicheng eval`: FEEL by hand. Entry point: run_eval.
#include "arguments.hpp"
#include "files.hpp"
#include "prompt.hpp"

#include <guicheng/feel.hpp>
#include <guicheng/system.hpp>

#include <fmt/core.h>

#include <chrono>

namespace guicheng::cli {
namespace {

/// A number is any number, a text any text: the data at hand is an example, not a declaration. Contexts keep their names.
Type type_of(Value const& value, int depth = 0) {
  if (value.is_null() || depth > 16) return {};
  if (auto const* const context = value.context()) {
    std::vector<Type::Entry> entries;
    for (auto const& [name, inner] : *context) entries.emplace_back(name, type_of(inner, depth + 1));
    return Type::context(std::move(entries));
  }
  if (auto const* const list = value.list()) return list->empty() ? Type::list({}) : Type::list(type_of(list->front(), depth + 1));
  return Type::of(value.kind());
}

class Session {
 public:
  Session(Context data, TimeZones const& zones, TimeZone const* zone, bool explains) : data_{std::move(data)}, zones_{zones}, zone_{zone}, explains_{explains} {}

  /// Prints the value, or what is wrong; whether there was a value.
  bool evaluate(std::string const& text, std::string const& keep_as = {}) {
    if (!keep_as.empty() && (keep_as.front() == '"' || !compile_feel("{" + keep_as + ": null}", Scope{}).feel)) {
      fmt::print(stderr, "error: `{}` is no name.\n", keep_as);
      return false;
    }
    Scope scope;
    std::vector<Value> slots;
    for (auto const& [name, value] : data_) {
      auto const slot = scope.add(name, type_of(value));
      if (slots.size() <= slot) slots.resize(slot + 1);
      slots[slot] = value;
    }
    auto const compiled = compile_feel(text, scope);
    for (auto const& one : compiled.findings) tell(text, one);
    if (!compiled.feel) return false;
    auto const now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    auto const result = guicheng::explain(*compiled.feel, slots, EvalContext{Instant{now}, zone_, &zones_, 10'000'000, nullptr});
    fmt::print("{}\n", write_feel(result.value));
    for (auto const& reason : result.reasons)
      if (explains_ || result.value.is_null()) fmt::print("  {} ({}) [{}]\n", reason.text_zh, reason.text_en, reason.code);
    if (!keep_as.empty()) data_.set(keep_as, result.value);
    return true;
  }
  void toggle_explain() { fmt::print("reasons are {}\n", (explains_ = !explains_) ? "on" : "off"); }
  Context const& data() const noexcept { return data_; }

 private:
  static void tell(std::string const& text, FeelFinding const& one) {
    std::string_view line{text};
    for (int n = 1; n < one.line; ++n) line.remove_prefix(std::min(line.find('\n') + 1, line.size()));
    line = line.substr(0, line.find('\n'));
    auto const end = std::min(text.size(), one.offset);
    auto const start = static_cast<std::size_t>(line.data() - text.data());
    std::string pointer;  // full-width characters take two columns on a terminal
    for (std::size_t i = start; i < end && i < text.size(); ++i) {
      auto const byte = static_cast<unsigned char>(text[i]);
      if ((byte & 0xC0u) != 0x80u) pointer += byte >= 0xE2u ? "  " : " ";
    }
    fmt::print(stderr, "  {}\n  {}^\n", line, pointer);
    fmt::print(stderr, "{}:{}: {}: {} [{}]{}{}\n", one.line, one.column, one.level == FeelFinding::Level::error ? "error" : "warning", one.message, one.code, one.remedy.empty() ? "" : "; ", one.remedy);
  }

  Context data_;
  TimeZones const& zones_;
  TimeZone const* zone_;
  bool explains_;
};

constexpr std::string_view prompt_help =
    "Type a FEEL expression. `name := expression` keeps a value under a name.\n"
    "`:data` shows the names, `:explain` turns reasons on and off, `:quit` ends (so does Ctrl-D).\n";

std::string trimmed(std::string text) {
  text.erase(0, std::min(text.find_first_not_of(" \t"), text.size()));
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.pop_back();
  return text;
}

int read_prompt(Session& session) {
  if (is_terminal()) fmt::print("FEEL (DMN 1.5). :help helps.\n");
  bool well = true;
  read_lines("feel> ", [&](std::string const& typed) {
    auto const line = trimmed(typed);
    if (line.empty()) return true;
    if (line == ":quit" || line == ":q") return false;
    if (line == ":help") fmt::print("{}", prompt_help);
    else if (line == ":explain") session.toggle_explain();
    else if (line == ":data")
      for (auto const& [name, value] : session.data()) fmt::print("{} = {}\n", name, write_feel(value));
    else if (auto const set = line.find(":="); set != std::string::npos && set > 0) well = session.evaluate(trimmed(line.substr(set + 2)), trimmed(line.substr(0, set))) && well;
    else well = session.evaluate(line) && well;
    std::fflush(stdout);
    return true;
  });
  return well || is_terminal() ? Exit::well : Exit::findings;
}

}  // namespace

int run_eval(Words words) {
  Arguments arguments{"eval [EXPRESSION]", "Evaluates a FEEL expression (DMN 1.5). Without one: a prompt with history on a terminal, else each line of the input.\n"
                                           "An expression that begins with `-` stands after `--`."};
  arguments.option("data,d", "DATA", "names and values: an object in JSON, a file of it, or YAML (*.yaml)")
      .option("zone", "ZONE", "time zone of today() and now(); default UTC")
      .flag("explain,e", "say why: each condition that is not true, with the values seen")
      .operands(0, 1);
  if (auto const done = arguments.read(words)) return *done;
  Context data;
  if (arguments.has("data")) {
    auto const given = arguments.text("data");
    bool const is_inline = given.starts_with('{') || given.starts_with('[');
    auto const text = is_inline ? Result<std::string>{given} : read_file(given);
    if (!text) return complain(text.error().message);
    auto const value = read_data(is_inline ? "--data" : given, *text);
    if (!value) return complain(value.error().message, value.error().where);
    if (!value->context()) return complain("The data are no names with values.", "Write an object: {\"人数\": 3}.");
    data = *value->context();
  }
  auto const zones = time_zones();
  if (!zones) return complain(zones.error().message, zones.error().remedy);
  TimeZone const* zone = nullptr;
  if (auto const name = arguments.text("zone"); !name.empty()) {
    auto const found = (*zones)->find(name);
    if (found == (*zones)->end()) return complain(fmt::format("The time zone {} is not known here.", name), "Use an IANA name such as Asia/Shanghai.");
    zone = &found->second;
  }
  Session session{std::move(data), **zones, zone, arguments.has("explain")};
  if (arguments.operands().empty()) return read_prompt(session);
  return session.evaluate(arguments.operands().front()) ? Exit::well : Exit::findings;
}

}  // namespace guicheng::cli
