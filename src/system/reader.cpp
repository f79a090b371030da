// Values out of a checked tree. Entry point: Reader.
#include "system/reader.hpp"

#include "system/scalar.hpp"

namespace guicheng {

Reader::Reader(YamlDocument const& document, std::vector<Finding>& findings)
    : document_{&document}, node_{document.root ? &*document.root : nullptr}, findings_{&findings}, place_{} {
  if (node_) place_ = node_->place;
}

Reader::Reader(YamlDocument const& document, YamlNode const& node, std::vector<Finding>& findings)
    : document_{&document}, node_{&node}, findings_{&findings}, place_{node.place} {}

Reader::Reader(Reader const& parent, YamlNode const* node, Place place)
    : document_{parent.document_}, node_{node}, findings_{parent.findings_}, place_{place} {}

Reader Reader::operator[](std::string_view key) const {
  auto const* entry = is_map() ? node_->find(key) : nullptr;
  return entry ? Reader{*this, &entry->value, entry->value.place} : Reader{*this, nullptr, place_};
}

bool Reader::has(std::string_view key) const noexcept { return is_map() && node_->find(key); }

std::vector<Reader::Entry> Reader::entries() const {
  std::vector<Entry> all;
  if (!is_map()) return all;
  for (auto const& entry : node_->entries) {
    all.push_back(Entry{entry.key, Reader{*this, &entry.value, entry.value.place}, entry.place});
  }
  return all;
}

std::vector<Reader> Reader::items() const {
  if (is_text() || is_map()) return {*this};
  std::vector<Reader> all;
  if (!is_list()) return all;
  for (auto const& item : node_->items) all.push_back(Reader{*this, &item, item.place});
  return all;
}

std::string Reader::text(std::string otherwise) const { return is_text() ? node_->text : std::move(otherwise); }

std::vector<std::string> Reader::texts() const {
  std::vector<std::string> all;
  for (auto const& item : items()) {
    if (item.is_text()) all.push_back(item.text());
  }
  return all;
}

std::optional<std::int64_t> Reader::integer() const { return node_ ? scalar_integer(*node_) : std::nullopt; }
std::optional<Decimal> Reader::number() const { return node_ ? scalar_number(*node_) : std::nullopt; }
std::optional<Date> Reader::date() const { return node_ ? scalar_date(*node_) : std::nullopt; }
bool Reader::boolean(bool otherwise) const { return node_ ? scalar_boolean(*node_).value_or(otherwise) : otherwise; }
Value Reader::literal() const { return node_ ? literal_value(*node_) : Value{}; }

void Reader::tell(Finding::Level level, Place place, std::string code, std::string text, std::string remedy) const {
  findings_->push_back({level, document_->path, place.line, place.column, std::move(text), std::move(code), std::move(remedy)});
}

void Reader::error(std::string code, std::string text, std::string remedy) const {
  tell(Finding::Level::error, place_, std::move(code), std::move(text), std::move(remedy));
}

void Reader::warning(std::string code, std::string text, std::string remedy) const {
  tell(Finding::Level::warning, place_, std::move(code), std::move(text), std::move(remedy));
}

void Reader::error_at(Place place, std::string code, std::string text, std::string remedy) const {
  tell(Finding::Level::error, place, std::move(code), std::move(text), std::move(remedy));
}

void Reader::unknown(std::string const& what, std::vector<std::string> const& known, std::string code) const {
  constexpr std::size_t most_listed = 16;
  auto const name = text();
  auto const near = did_you_mean(name, known);
  std::string remedy;
  if (!near.empty()) {
    remedy = "Did you mean \"" + std::string{near} + "\"?";
  } else if (!known.empty() && known.size() <= most_listed) {
    for (auto const& one : known) remedy += (remedy.empty() ? "There are: " : ", ") + one;
    remedy += '.';
  }
  error(std::move(code), "There is no " + what + " \"" + name + "\".", std::move(remedy));
}

}  // namespace guicheng
