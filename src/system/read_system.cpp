// Reading a system from its manifest. Entry point: read_system.
#include <guicheng/decision.hpp>
#include <guicheng/rules.hpp>
#include <guicheng/system.hpp>

#include "system/check_expressions.hpp"
#include "system/csv.hpp"
#include "system/file_kind.hpp"
#include "system/kept.hpp"
#include "system/read_form.hpp"
#include "system/read_workflow.hpp"
#include "system/reading.hpp"
#include "system/scalar.hpp"
#include "system/shapes.hpp"

#include <guicheng/hash.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace guicheng {
namespace {

constexpr std::size_t most_bundle = 15u << 20;  // so that its texts fit into a Value, as read_bundle reads them

/// The calendar file; days of a year are listed under that year, or they are an error.
Calendar calendar_of(Reading& reading, YamlDocument const& document) {
  auto const& root = *document.root;
  Calendar calendar;
  calendar.id = text_of(root, "calendar");
  calendar.version = text_of(root, "version");
  auto const* const years = node_of(root, "years");
  for (std::size_t i = 0; years && i < years->entries.size(); ++i) {
    auto const& entry = years->entries[i];
    std::int32_t year = 0;
    auto const* const end = entry.key.data() + entry.key.size();
    if (auto const [rest, failed] = std::from_chars(entry.key.data(), end, year); failed != std::errc{} || rest != end) {
      reading.error(document, entry.place, "calendar.year", fmt::format("`{}` is no year.", entry.key), "Write it like `2024`.");
      continue;
    }
    calendar.years.insert(year);
    auto const add = [&](std::string_view key, std::set<Date>& days) {
      auto const* const list = node_of(entry.value, key);
      for (std::size_t n = 0; list && n < list->items.size(); ++n) {
        auto const day = scalar_date(list->items[n]);
        if (!day) continue;
        if (day->year != year)
          reading.error(document, list->items[n].place, "calendar.other-year", fmt::format("{} lies in another year than {}.", list->items[n].text, year), "Move it under its own year.");
        if (!days.insert(*day).second)
          reading.error(document, list->items[n].place, "calendar.twice", fmt::format("{} is listed twice.", list->items[n].text), "Remove one of them.");
      }
    };
    add("off", calendar.off);
    add("work", calendar.work);
  }
  for (auto const& day : calendar.work)
    if (calendar.off.contains(day))
      reading.error(document, root.place, "calendar.both", fmt::format("{} is both worked and off.", write(day)), "Remove it from `off` or from `work`.");
  return calendar;
}

/// The node as one text that differs where its content does; comments and lines do not count. As deep as YAML is read.
void append_text(YamlNode const& node, std::string& into) {
  into += fmt::format("{}{}:{}{{", node.is_plain() ? "" : "'", node.text.size(), node.text);
  for (auto const& item : node.items) append_text(item, into);
  for (auto const& entry : node.entries) {
    into += fmt::format("{}:{}=", entry.key.size(), entry.key);
    append_text(entry.value, into);
  }
  into += '}';
}

class Reader {
 public:
  Reader(Sources const& sources, std::string const& manifest, TimeZones const& zones, bool kept)
      : sources_{sources}, reading_{sources, kept}, manifest_path_{manifest}, zones_{zones} {}

  LoadedSystem read() {
    bool const kept = reading_.kept();
    manifest_ = reading_.open(manifest_path_, system_shape());
    if (manifest_) {
      imported_.insert(manifest_path_);
      basics();
      roles();
      import("records", records_shape(), [this](YamlDocument const& document) { records(document); });
      rules();
      import("stages", stage_shape(), [this](YamlDocument const& document) { template_(document); });
      import("workflows", workflow_shape(), [this](YamlDocument const& document) { workflow(document); });
      if (!kept) look_up();
      if (has_error(reading_.findings())) system_.workflows.clear();
    }
    LoadedSystem loaded;
    loaded.findings = std::move(reading_.findings());
    sort(loaded.findings);
    // What is wrong in a template is found once for each stage that uses it.
    loaded.findings.erase(std::unique(loaded.findings.begin(), loaded.findings.end()), loaded.findings.end());
    if (has_error(loaded.findings) || !manifest_) return loaded;
    auto const bundle = write_bundle(sources_, manifest_path_);
    if (!kept && bundle.size() > most_bundle) {  // a store could not give it back
      loaded.findings.push_back({Finding::Level::error, manifest_path_, 1, 1, fmt::format("The files of the system are longer than {} bytes together.", most_bundle),
                                 "system.too-large", "Split the system, or shorten its tables: its cases keep all of it."});
      return loaded;
    }
    system_.hash = sha256_hex(bundle);
    loaded.system = std::make_shared<System const>(std::move(system_));
    return loaded;
  }

 private:
  YamlNode const& root() const { return *manifest_->root; }

  void basics() {
    system_.id = text_of(root(), "system");
    system_.title = text_of(root(), "title");
    system_.zone_name = text_of(root(), "time zone");
    if (auto const* const id = node_of(root(), "system"); id && !is_id(id->text))
      reading_.error(*manifest_, id->place, "id.form", fmt::format("`{}` is no id.", id->text), "Use lower-case letters, digits and `-`.");
    if (auto const* const zone = node_of(root(), "time zone")) {
      if (auto const found = zones_.find(zone->text); found != zones_.end()) system_.zone = found->second;
      else
        reading_.error(*manifest_, zone->place, "system.unknown-zone", fmt::format("The time zone `{}` is not known here.", zone->text),
                       "Use an IANA name such as Asia/Shanghai.");
    }
    if (auto const* const calendar = node_of(root(), "calendar"))
      if (auto const* const document = reading_.open(resolve(calendar->text), calendar_shape(), manifest_, calendar->place))
        system_.calendar = calendar_of(reading_, *document);
    if (auto const* const divisions = node_of(root(), "divisions")) read_divisions(*divisions);
  }

  std::string resolve(std::string const& import) const { return resolve_path(manifest_path_, import); }

  void read_divisions(YamlNode const& node) {
    auto const path = resolve(node.text);
    auto const* const text = reading_.text(path, manifest_, node.place);
    if (!text) return;
    auto const table = read_csv(path, *text, {.kept = reading_.kept()});
    auto& findings = reading_.findings();
    findings.insert(findings.end(), table.findings.begin(), table.findings.end());
    std::set<std::string_view> seen;
    auto const error = [&](CsvCell const& cell, char const* code, std::string what, std::string remedy) {
      findings.push_back({Finding::Level::error, path, cell.place.line, cell.place.column, std::move(what), code, std::move(remedy)});
    };
    if (!table.rows.empty() && table.rows[0].size() != 2)
      return error(table.rows[0][0], "division.columns", "A table of divisions has two columns.", "Begin it with the line `code,name`.");
    for (std::size_t i = 1; i < table.rows.size(); ++i) {
      auto const& code = table.rows[i][0];
      bool const digits = code.text.find_first_not_of("0123456789") == std::string::npos;
      if (!digits || code.text.size() < 6 || code.text.size() > 12)
        error(code, "division.code", fmt::format("`{}` is no division code.", code.text), "Write its 6 to 12 digits (GB/T 2260).");
      else if (!seen.insert(code.text).second)
        error(code, "division.twice", fmt::format("The division `{}` is listed twice.", code.text), "Remove one of the lines.");
      system_.divisions.push_back({code.text, table.rows[i][1].text});
    }
    std::sort(system_.divisions.begin(), system_.divisions.end(), [](auto const& a, auto const& b) { return a.code < b.code; });
  }

  void roles() {
    auto const* const roles = node_of(root(), "roles");
    for (std::size_t i = 0; roles && i < roles->entries.size(); ++i) {
      auto const& entry = roles->entries[i];
      Role role;
      role.name = entry.key;
      role.title = text_of(entry.value, "title");
      if (role.title.empty()) role.title = role.name;
      auto const reach = text_of(entry.value, "reach");
      role.reach = reach == "own organisation" ? Role::Reach::own_organisation
                   : reach == "everywhere"     ? Role::Reach::everywhere
                                               : Role::Reach::division;
      role.sees_personal = flag_of(entry.value, "sees personal", false);
      if (role.name == "applicant" || role.name == "system")
        reading_.error(*manifest_, entry.place, "role.reserved", fmt::format("`{}` is not declared: every system has it.", role.name), "Remove it here; it can be named everywhere.");
      system_.roles.push_back(std::move(role));
    }
  }

  template <class Read>
  void import(std::string_view key, Shape const& shape, Read const& read) {
    auto const* const imports = node_of(root(), "imports");
    auto const* const list = imports ? node_of(*imports, key) : nullptr;
    for (std::size_t i = 0; list && i < list->items.size(); ++i) {
      auto const& item = list->items[i];
      if (resolve(item.text) == manifest_path_) {
        reading_.error(*manifest_, item.place, "system.circle", "The manifest imports itself.", "Remove it from the imports.");
        continue;
      }
      if (!imported_.insert(resolve(item.text)).second) {
        reading_.error(*manifest_, item.place, "system.twice", fmt::format("`{}` is imported twice.", item.text), "Keep one of them.");
        continue;
      }
      if (auto const* const document = reading_.open(resolve(item.text), shape, manifest_, item.place)) read(*document);
    }
  }

  void records(YamlDocument const& document) {
    auto const* const types = node_of(*document.root, "records");
    for (std::size_t i = 0; types && i < types->entries.size(); ++i) record_type(document, types->entries[i]);
  }

  void record_type(YamlDocument const& document, YamlEntry const& entry) {
    RecordType type;
    type.name = entry.key;
    type.title = text_of(entry.value, "title");
    if (type.title.empty()) type.title = type.name;
    type.key = text_of(entry.value, "key");
    type.organisation = text_of(entry.value, "organisation");
    type.division = text_of(entry.value, "division");
    if (auto const* const fields = node_of(entry.value, "fields")) type.fields = fields_of(reading_, document, *fields);
    if (auto const* const valid = node_of(entry.value, "valid")) {
      type.valid_from = text_of(*valid, "from");
      type.valid_until = text_of(*valid, "until");
      type.valid_before = text_of(*valid, "before");
      for (auto const* const key : {"from", "until", "before"}) names_field(document, type, node_of(*valid, key), {FieldKind::date}, "a date");
    }
    names_field(document, type, node_of(entry.value, "key"),
                {FieldKind::text, FieldKind::choice, FieldKind::uscc, FieldKind::resident_id, FieldKind::division, FieldKind::mobile,
                 FieldKind::record, FieldKind::number, FieldKind::date}, "a text, number or date");
    names_field(document, type, node_of(entry.value, "organisation"), {FieldKind::uscc, FieldKind::text}, "a uscc or text");
    names_field(document, type, node_of(entry.value, "division"), {FieldKind::division}, "a division");
    auto const is_key = [&](Field const& field) { return field.name == type.key && field.personal; };
    if (std::any_of(type.fields.begin(), type.fields.end(), is_key))
      reading_.warning(document, node_of(entry.value, "key")->place, "record.personal-key",
                       fmt::format("The key of a record would show the personal field `{}` to everyone.", type.key), "Name it by something else; keys are never masked.");
    if (system_.find_record_type(type.name))
      reading_.error(document, entry.place, "record.twice", fmt::format("The record type `{}` is declared twice.", type.name), "Rename or remove one of them.");
    record_nodes_.emplace(type.name, &entry.value);
    system_.records.push_back(std::move(type));
  }

  /// Rule sets read themselves; several files may hold versions of one id.
  void rules() {
    auto const* const imports = node_of(root(), "imports");
    auto const* const list = imports ? node_of(*imports, "rules") : nullptr;
    for (std::size_t i = 0; list && i < list->items.size(); ++i) {
      auto const path = resolve(list->items[i].text);
      if (!reading_.text(path, manifest_, list->items[i].place)) continue;
      if (auto const document = read_yaml(path, sources_.find(path)->second, {.kept = reading_.kept()}); document.root && kind_of(document) && kind_of(document)->name == "decision") {
        for (auto& finding : read_decision(sources_, path, reading_.kept()).findings) reading_.findings().push_back(std::move(finding));
        continue;
      }
      auto loaded = read_rules(sources_, path, reading_.kept());
      for (auto& finding : loaded.findings) reading_.findings().push_back(std::move(finding));
      if (!loaded.rules) continue;
      auto const twice = std::any_of(system_.rules.begin(), system_.rules.end(), [&](auto const& other) {
        return other->id == loaded.rules->id && other->effective == loaded.rules->effective;
      });
      if (twice)
        reading_.error(*manifest_, list->items[i].place, "rules.twice",
                       fmt::format("Two versions of `{}` are in force from {}.", loaded.rules->id, write(loaded.rules->effective)), "Change `effective`.");
      system_.rules.push_back(std::move(loaded.rules));
    }
    std::stable_sort(system_.rules.begin(), system_.rules.end(), [](auto const& a, auto const& b) {
      return a->id != b->id ? a->id < b->id : a->effective < b->effective;
    });
  }

  /// The field that a record type names, which must be of one of these kinds.
  void names_field(YamlDocument const& document, RecordType const& type, YamlNode const* name, std::initializer_list<FieldKind> kinds,
                   char const* what) {
    if (!name) return;
    auto const field = std::find_if(type.fields.begin(), type.fields.end(), [&](Field const& f) { return f.name == name->text; });
    if (field == type.fields.end()) {
      std::vector<std::string> known;
      for (auto const& one : type.fields) known.push_back(one.name);
      reading_.unknown(document, name->place, "record.unknown-field", "field", name->text, known);
    } else if (std::find(kinds.begin(), kinds.end(), field->kind) == kinds.end()) {
      reading_.error(document, name->place, "record.wrong-type", fmt::format("The field `{}` cannot serve here: it must be {}.", field->name, what),
                     "Change its type, or name another field.");
    }
  }

  /// What is read works as it stands; whether it names what there is, and uses it, is for its author.
  void look_up() {
    record_names();
    check_expressions(reading_, system_);
    unused_roles();
  }

  void record_names() {
    std::vector<std::string> known;
    for (auto const& type : system_.records) known.push_back(type.name);
    std::set<std::string_view> const names{known.begin(), known.end()};
    for (auto const& [document, node] : reading_.record_names())
      if (!names.contains(node->text)) reading_.unknown(*document, node->place, "field.unknown-record", "record type", node->text, known);
  }

  /// Roles reach records as well, so only a system without records can tell that one is of no use.
  void unused_roles() {
    if (!system_.records.empty() || has_error(reading_.findings())) return;
    std::set<std::string_view> used;
    for (auto const& workflow : system_.workflows) {
      used.insert(workflow.start_by);
      used.insert(workflow.viewers.begin(), workflow.viewers.end());
      for (auto const& stage : workflow.stages) {
        used.insert(stage.by);
        for (auto const& action : stage.actions) used.insert(action.by);
      }
    }
    auto const* const roles = node_of(root(), "roles");
    for (std::size_t i = 0; roles && i < roles->entries.size(); ++i)
      if (auto const& entry = roles->entries[i]; !used.contains(entry.key))
        reading_.warning(*manifest_, entry.place, "role.unused", fmt::format("No workflow names the role `{}`.", entry.key),
                         "Name it in a `by` or in `viewers`, or remove it.");
  }

  void template_(YamlDocument const& document) {
    auto const id = text_of(*document.root, "stage");
    if (!templates_.emplace(id, Template{&document}).second)
      reading_.error(document, document.root->place, "stage.template-twice", fmt::format("The template `{}` is imported twice.", id), "Give one of them another id in `stage`.");
  }

  void workflow(YamlDocument const& document) {
    auto workflow = workflow_of(reading_, document, system_, templates_, node_of(root(), "calendar") != nullptr);
    if (system_.find_workflow(workflow.id))
      reading_.error(document, document.root->place, "workflow.twice", fmt::format("The workflow `{}` is declared twice.", workflow.id), "Give one of them another id in `workflow`.");
    workflow.hash = hash_of(document, workflow);
    system_.workflows.push_back(std::move(workflow));
  }

  /// What a case of the workflow rests on: its file, the templates and rule sets it uses and the record types it names, those
  /// that these name included. Not the manifest: another role or another workflow beside it leaves the law as it was.
  std::string hash_of(YamlDocument const& document, Workflow const& workflow) const {
    std::string all = sources_.find(document.path)->second;
    std::set<std::string> used;
    if (auto const* const stages = node_of(*document.root, "stages"))
      for (auto const& stage : stages->entries) used.insert(text_of(stage.value, "use"));
    for (auto const& [id, one] : templates_)
      if (used.contains(id)) all += '\0' + sources_.find(one.document->path)->second;
    for (bool more = true; more;) {
      more = false;
      for (auto const& [name, node] : record_nodes_) {
        if (all.find(name) == std::string::npos || !used.insert("record " + name).second) continue;
        all += '\0' + name;
        append_text(*node, all);
        more = true;
      }
    }
    for (auto const& rules : system_.rules)
      if (judges(workflow, rules->id)) all += '\0' + rules->hash;
    return sha256_hex(all);
  }

  static bool judges(Workflow const& workflow, std::string_view rules) {
    for (auto const& module : workflow.form.modules)
      if (module.rules == rules) return true;
    for (auto const& stage : workflow.stages)
      for (auto const& action : stage.actions)
        for (auto const& effect : action.effects)
          if (auto const* const judge = std::get_if<Judge>(&effect); judge && judge->rules == rules) return true;
    return false;
  }

  Sources const& sources_;
  Reading reading_;
  std::string manifest_path_;
  TimeZones const& zones_;
  YamlDocument const* manifest_ = nullptr;
  std::set<std::string> imported_;
  Templates templates_;
  std::map<std::string, YamlNode const*> record_nodes_;
  System system_;
};

}  // namespace

LoadedSystem read_system(Sources const& sources, std::string const& manifest, TimeZones const& zones) {
  return read_system(sources, manifest, zones, false);
}

LoadedSystem read_system(Sources const& sources, std::string const& manifest, TimeZones const& zones, bool kept) {
  return Reader{sources, manifest, zones, kept}.read();
}

}  // namespace guicheng
