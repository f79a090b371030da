// Words of the command line. Entry point: Arguments::read.
#include "arguments.hpp"

#include <boost/program_options.hpp>

#include <fmt/core.h>

#include <charconv>
#include <sstream>

namespace guicheng::cli {

namespace po = boost::program_options;
using Texts = std::vector<std::string>;

struct Arguments::Described { po::options_description visible{"Options"}; };

Arguments::Arguments(std::string usage, std::string about)
    : described_{std::make_unique<Described>()}, usage_{std::move(usage)}, about_{std::move(about)} {
  flag("help,h", "this text");
}
Arguments::~Arguments() = default;

Arguments& Arguments::flag(std::string const& name, std::string const& help) {
  described_->visible.add_options()(name.c_str(), help.c_str());
  return *this;
}

Arguments& Arguments::option(std::string const& name, std::string const& placeholder, std::string const& help) {
  described_->visible.add_options()(name.c_str(), po::value<Texts>()->composing()->value_name(placeholder), help.c_str());
  return *this;
}

Arguments& Arguments::operands(std::size_t least, std::size_t most) {
  least_ = least;
  most_ = most;
  return *this;
}

std::optional<int> Arguments::read(Words words) {
  auto const hint = fmt::format("See `guicheng {} --help`.", usage_.substr(0, usage_.find(' ')));
  try {
    po::options_description all;
    all.add(described_->visible).add_options()("operands", po::value<Texts>());
    po::positional_options_description positions;
    positions.add("operands", -1);
    auto style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    auto const parsed = po::command_line_parser(Texts{words.begin(), words.end()}).options(all).positional(positions).style(style).run();
    for (auto const& one : parsed.options) {
      auto& into = one.string_key == "operands" ? operands_ : given_[one.string_key];
      into.insert(into.end(), one.value.begin(), one.value.end());
    }
  } catch (po::error const& wrong) {
    return complain(std::string{wrong.what()} + ".", hint);
  }
  if (has("help")) {
    std::ostringstream options;
    options << described_->visible;
    fmt::print("Usage: guicheng {}\n\n{}\n\n{}", usage_, about_, options.str());
    return Exit::well;
  }
  if (operands_.size() < least_) return complain(fmt::format("Something is missing: guicheng {}.", usage_), hint);
  if (operands_.size() > most_) return complain(fmt::format("`{}` is too much.", operands_[most_]), hint);
  return {};
}

bool Arguments::has(std::string const& name) const { return given_.contains(name); }

std::string Arguments::text(std::string const& name, std::string const& otherwise) const {
  auto const found = given_.find(name);
  return found == given_.end() || found->second.empty() ? otherwise : found->second.back();
}

std::vector<std::string> Arguments::texts(std::string const& name) const {
  auto const found = given_.find(name);
  return found == given_.end() ? Texts{} : found->second;
}

std::optional<std::int64_t> Arguments::number(std::string const& name, std::int64_t otherwise, std::int64_t least, std::int64_t most) const {
  auto const given = text(name);
  if (given.empty() && !has(name)) return otherwise;
  std::int64_t value = 0;
  auto const [rest, failed] = std::from_chars(given.data(), given.data() + given.size(), value);
  if (failed == std::errc{} && rest == given.data() + given.size() && value >= least && value <= most) return value;
  complain(fmt::format("--{} is a number from {} to {}, not `{}`.", name, least, most, given));
  return {};
}

}  // namespace guicheng::cli
