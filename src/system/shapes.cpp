// The shapes of a system's files. What they mean is told in workflows/README.md.
#include "system/shapes.hpp"

namespace guicheng {
namespace {

using namespace shape;

Shape check_shape(std::string const& condition) {
  return map("a check", "A condition and what is said where it does not hold.")
      .key(condition, expression("What must hold, in FEEL."))
      .required()
      .key("else", text("What is said where it does not hold; may hold {FEEL}."))
      .required()
      .key("level", word({"error", "warning"}, "A warning is shown and stops nothing; default: error."));
}

Shape make_field_shape() {
  return recursive("field", [](Shape self) {
    return map("a field", "One datum of a form, a record or an action's inputs.")
        .key("type", word({"text", "number", "boolean", "date", "choice", "choices", "list", "uscc", "resident id", "division", "mobile", "record"},
                          "What kind of value it holds."))
        .required()
        .key("title", text("What people see; default: its name."))
        .key("help", text("A sentence shown beside it."))
        .key("required", expression("true, false, or a condition in FEEL."))
        .key("default", value("What it holds before it is filled."))
        .key("personal", boolean("Masked for those who need not see it; default: true for resident id and mobile."))
        .key("checks", list(check_shape("must"), "Conditions on its value."))
        .key("min", number("Smallest number, or fewest characters of a text."))
        .key("max", number("Largest number, or most characters of a text."))
        .key("digits", integer("Digits after the point of a number.").min(0).max(20))
        .key("unit", text("Unit of a number: 人, m²."))
        .key("options", list(text("An option."), "What may be chosen.").min(1))
        .key("of", map("the fields of an item", "What each item of the list holds.").others(self))
        .key("min items", integer("Fewest items of a list.").min(0).max(10'000))
        .key("max items", integer("Most items of a list.").min(1).max(10'000))
        .key("of type", text("The record type whose key it holds."));
  });
}

Shape editing_shape() {
  return one_of({word({"all", "nothing"}), list(text("模块, 模块.字段, 材料 or 材料.名称."))}, "What may be edited in the stage; default: nothing.");
}

Shape effect_shape() {
  auto const set = map("the values to set", "Fields with what they are set to.").others(value("A literal, or = and a formula."));
  return map("an effect", "What happens with the action, together with everything else or not at all.")
      .key("number", text("Name of a number to issue."))
      .key("pattern", text("How the number is written: {year}, {division}, {serial:5}, or any formula in braces."))
      .key("per", list(word({"year", "division"}), "What has a counter of its own."))
      .key("create", text("Type of a record to create."))
      .key("change", text("Type of records to change."))
      .key("put", text("Type of a record to create or change."))
      .key("key", expression("Key of the record, or a list of keys; default: the value set for the key field."))
      .key("set", set)
      .key("merge", expression("A context whose entries are set as well."))
      .key("when", expression("Left out where this is not true."))
      .key("judge", map("a judgement", "Judges with a rule set and keeps the result.")
                        .key("rules", text("Id of a rule set."))
                        .required()
                        .key("as of", expression("The date whose version counts; default: today."))
                        .key("into", text("The name that holds the result."))
                        .required()
                        .key("given", map("inputs", "Inputs that are not fields of their name.").others(value("A value, or `=` and a formula."))));
}

Shape limit_shape(std::string what, std::string description) {
  return map(std::move(what), std::move(description))
      .key("working days", integer("Working days; the first day is not counted.").min(1).max(10'000))
      .key("calendar days", integer("Calendar days; the first day is not counted.").min(1).max(10'000))
      .exactly_one({"working days", "calendar days"});
}

Shape deadline_shape() {
  return limit_shape("a deadline", "How long a case may stay in the stage.")
      .key("from", text("The action whose last time starts it; default: entry into the stage."))
      .key("on overdue", text("The action that is taken by itself when it is over."))
      .key("effective", word({"start"}, "start: the automatic act counts from the start of this limit."))
      .key("reason", text("What the automatic act says."))
      .key("extend", limit_shape("an extension", "Gives the action `extend`.")
                         .key("once", boolean("Only one time; default: true."))
                         .key("by", text("The role that extends; default: the stage's.")))
      .key("stopped by", list(text("A reason."), "Gives `stop-clock` and `resume-clock`: reasons for which the limit stands still.").min(1));
}

Shape action_shape(std::string what) {
  auto const route = map("a way", "Where the action leads under a condition.").key("when", expression("Taken where this holds; the last way needs none.")).key("to", text("A stage or an end.")).required();
  auto const clock = map("a clock change", "What the action does to the limit of the stage.")
                         .key("stop", text("Reason for which the limit stands still."))
                         .key("resume", boolean("The limit goes on."))
                         .key("extend", integer("Days more.").min(1).max(10'000))
                         .exactly_one({"stop", "resume", "extend"});
  return map(std::move(what), "What an actor may do in a stage.")
      .key("title", text("The word on the button."))
      .key("to", one_of({text("A stage or an end."), list(route)}, "Where it leads."))
      .key("by", text("A role other than the stage's."))
      .key("class", word({"neutral", "positive", "negative", "returned"}, "What it means for statistics; default: neutral."))
      .key("inputs", map("the inputs", "Fields asked for with the action: reason, opinion, date.").others(field_shape()))
      .key("undertaking", text("A promise that must be ticked: the input of this name must be true."))
      .key("complete", boolean("Form and materials must be complete and right."))
      .key("only before", text("An action that must not have been taken yet."))
      .key("modules", word({"chosen"}, "chosen: the return asks which modules open again."))
      .key("must", list(check_shape("when"), "Conditions for the action."))
      .key("effects", list(effect_shape(), "What happens, in order."))
      .key("clock", clock);
}

Shape stage_keys(std::string what) {
  auto const outcome = one_of({text("Where it leads."), action_shape("an outcome")});
  return map(std::move(what), "Where a case stands.")
      .key("title", text("What the state is called."))
      .key("title when returned", text("What it is called after a return."))
      .key("by", text("The role that acts here, or `applicant`."))
      .key("law", text("Where this comes from."))
      .key("edit", editing_shape())
      .key("deadline", deadline_shape())
      .key("outcomes", map("the outcomes", "The ways out of the stage.").others(outcome))
      .key("actions", map("the actions", "What stays in the stage.").others(action_shape("an action")));
}

Shape form_shape() {
  return map("the form", "Modules with their fields; `checks` holds conditions over several.")
      .key("checks", list(check_shape("must"), "Conditions over several fields."))
      .others(map("a module", "The unit that a return opens again.")
                  .key("options of", text("Id of a rule set: its inputs are fields of this module."))
                  .key("without", list(text("An input that is given elsewhere."), "Inputs of the rule set that the module leaves out."))
                  .others(field_shape()));
}

Shape material_shape() {
  return map("a material", "A file to hand in.")
      .key("title", text("What people see; default: its name."))
      .key("required", expression("true, false, or a condition in FEEL."))
      .key("accept", list(word({"pdf", "png", "jpeg", "docx", "xlsx", "ofd"}), "Types, told by content as well as by name.").min(1))
      .required()
      .key("max size", text("20 MiB, 512 KiB; inclusive. Default: 20 MiB."))
      .key("max files", integer("Default: 1.").min(1).max(100))
      .key("template", text("Path of a form to download."));
}

}  // namespace

Shape field_shape() {
  static Shape const shape = make_field_shape();
  return shape;
}

Shape const& system_shape() {
  static Shape const shape =
      map("a system", "One authority's world: roles, records, workflows, rules.")
          .key("system", text("Id, kebab-case."))
          .required()
          .key("title", text("What people see."))
          .required()
          .key("time zone", text("IANA name: Asia/Shanghai."))
          .required()
          .key("calendar", text("Path of a calendar; without one no working days can be counted."))
          .key("divisions", text("Path of a CSV file: code,name."))
          .key("imports", map("the imports", "Nothing is read that is not named here.")
                              .key("stages", list(text("Path of a stage template."), "Stage templates."))
                              .key("records", list(text("Path of record types."), "Record types."))
                              .key("workflows", list(text("Path of a workflow."), "Workflows."))
                              .key("rules", list(text("Path of a rule set or decision table."), "Rule sets and decision tables.")))
          .key("roles", map("the roles", "Who acts; each name is used in `by` and `viewers`. `applicant` is not declared.").others(
                            map("a role", "People who may do the same.")
                                .key("title", text("What people see; default: its name."))
                                .key("reach", word({"own organisation", "division", "everywhere"}, "Which cases the role covers."))
                                .required()
                                .key("sees personal", boolean("Sees resident ids and mobile numbers unmasked; default: false."))));
  return shape;
}

Shape const& calendar_shape() {
  static Shape const shape =
      map("a calendar", "Working days: days off beside weekends, and weekend days that are worked.")
          .key("calendar", text("Id."))
          .required()
          .key("version", text("Changes with every correction."))
          .required()
          .key("title", text("What people see."))
          .key("source", text("Where the days come from."))
          .key("years", map("the years", "Each year that is known in full; a limit that reaches into another is refused.").others(map("a year", "Where the year differs from its weekends.")
                                             .key("off", list(date("A day off."), "Days off beside weekends."))
                                             .key("work", list(date("A weekend day that is worked."), "Weekend days that are worked."))))
          .required();
  return shape;
}

Shape const& records_shape() {
  static Shape const shape =
      map("record types", "Lasting things that cases create and change.")
          .key("records", map("the record types", "Each type by its name.")
                              .others(map("a record type", "A lasting thing: a licence, an institution.")
                                          .key("title", text("What people see; default: its name."))
                                          .key("key", text("The field that identifies a record."))
                                          .required()
                                          .key("organisation", text("The field that says whose it is."))
                                          .key("division", text("The field that says where it is."))
                                          .key("valid", map("the validity", "From when to when a record is valid; judged whenever it is read.").key("from", text("A date field: the first valid day."))
                                                            .key("until", text("A date field: the last valid day."))
                                                            .key("before", text("A date field: the first day on which it is valid no more, such as that of its cancellation.")))
                                          .key("fields", map("the fields", "What a record holds.").others(field_shape()))
                                          .required()))
          .required();
  return shape;
}

Shape const& workflow_shape() {
  static Shape const shape =
      map("a workflow", "The definition of a kind of case.")
          .key("workflow", text("Id, kebab-case."))
          .required()
          .key("title", text("What people see."))
          .required()
          .key("version", text("Changes with the text; cases keep the version they started under."))
          .required()
          .key("law", text("Where it comes from."))
          .key("case title", text("What a case is called; may hold {FEEL}."))
          .key("key", text("The field whose value `count cases` finds cases by; default: the applicant's organisation."))
          .key("division", expression("The case's division; default: the applicant's."))
          .key("viewers", list(text("A role that sees cases beside those of the stages."), "Who sees cases without acting on them."))
          .key("start", map("the start", "Who may start a case, and when.")
                            .key("by", text("A role, or `applicant`."))
                            .required()
                            .key("stage", text("The first stage; default: the first of `stages`."))
                            .key("must", list(check_shape("when"), "Conditions for starting.")))
          .required()
          .key("form", form_shape())
          .key("materials", map("the materials", "Files to hand in, by name.").others(material_shape()))
          .key("stages", map("the stages", "Where a case can stand; the first begins unless `start` says otherwise.").others(stage_keys("a stage").key("use", text("A stage template; what is said here replaces what it says."))))
          .required()
          .key("ends", map("the ends", "How a case can end.").others(map("an end", "A state in which nothing more happens.")
                                                  .key("title", text("What the state is called."))
                                                  .required()
                                                  .key("class", word({"neutral", "positive", "negative"}, "Default: neutral."))
                                                  .key("hidden", boolean("Left out of lists: a draft that was deleted."))))
          .required();
  return shape;
}

Shape const& stage_shape() {
  static Shape const shape = stage_keys("a stage template").key("stage", text("Id of the template.")).required();
  return shape;
}

Shape const& people_shape() {
  static Shape const shape =
      map("a sample world", "Actors for scenarios and demonstrations.")
          .key("people", map("the people", "Each by the name that scenarios use.").others(map("a person", "Someone who acts.")
                                                      .key("name", text("Their name."))
                                                      .required()
                                                      .key("organisation", text("统一社会信用代码."))
                                                      .key("organisation name", text("For people who read."))
                                                      .key("division", text("行政区划代码."))
                                                      .key("roles", list(text("A role of the system."), "What they may do."))))
          .required()
          .key("records", list(map("a record", "A record that is there at the start.")
                                   .key("type", text("A record type."))
                                   .required()
                                   .key("set", map("the fields", "Its fields with their values.").others(value("A value.")))
                                   .required(),
                               "What is there at the start."));
  return shape;
}

Shape const& requirements_shape() {
  static Shape const shape =
      map("a list of requirements", "Which statements a system is to show.")
          .key("requirements", text("Id."))
          .required()
          .key("title", text("Of what."))
          .key("ids", map("a run of ids", "All ids from one to another.").key("from", text("First.")).required().key("to", text("Last.")).required())
          .key("also", list(text("An id beside the run."), "Ids beside the run."))
          .key("outside", list(map("a statement outside", "A statement that no scenario can show.").key("id", text("Its id.")).required().key("reason", text("Why no scenario shows it.")).required(), "What is left out, and why."));
  return shape;
}

Shape const& scenarios_shape() {
  static Shape const shape = [] {
    auto const values = map("values", "Names with values.").others(value("A value."));
    auto const refused = one_of({text("The code of the refusal."),
                                 map("a refusal")
                                     .key("code", text("The code of the refusal."))
                                     .key("items", list(text("The code of an item."), "Codes that must be among its items."))
                                     .key("text", text("Part of the text of an item."))},
                                "The step must be refused, and so.");
    auto const expect =
        map("what is true after the step", "What is true after the step.")
            .key("stage", text("The case stands in this stage."))
            .key("end", text("The case ended here."))
            .key("title", text("What its state is called."))
            .key("status", word({"open", "ended"}, "Whether the case goes on."))
            .key("division", text("The case's division."))
            .key("editable", one_of({word({"all", "nothing"}), list(text("模块 or 模块.字段."))}, "What the actor may change now."))
            .key("data", values)
            .key("numbers", values)
            .key("due", date("The last day of the stage's limit."))
            .key("files", list(text("A material that was handed in."), "All materials that were handed in."))
            .key("count", integer("How many there are.").min(0))
            .key("titles", list(text("A case's title, or what stands on an action's button."), "In order."))
            .key("classes", list(word({"neutral", "positive", "negative", "returned"}, "What an action's way out means."), "Of the actions, in order."))
            .key("warnings", list(text("A warning of the form."), "All of them, in order."))
            .key("fields", one_of({values, list(values)}, "Fields of the record, or of each record of the list."))
            .key("versions", integer("How often the record was written.").min(0))
            .key("valid", boolean("Whether the record is valid."))
            .key("actions", list(text("An action."), "In order."))
            .key("unfinished", one_of({word({"nothing"}, "Every leaf is answered."), list(text("A leaf."))}, "Indicators of rule sets that are not answered yet, in order."))
            .key("says", list(text("Part of it."), "What the advice or the explanation says."))
            .key("last", map("the last act", "The latest line of the history.")
                             .key("by", text("Who."))
                             .key("action", text("The action's title."))
                             .key("from", text("The state before."))
                             .key("to", text("The state after."))
                             .key("reason", text("Why.")));
    auto const step = map("a step")
                          .key("as", text("A person of the sample world."))
                          .key("case", text("The case's name in this scenario; default: the one started last."))
                          .key("start", text("A workflow."))
                          .key("data", one_of({text("Path of a file with values."), values}, "What the form holds at the start."))
                          .key("save", values)
                          .key("upload", map("files", "Materials with the files handed in.").others(text("Path of a file.")))
                          .key("remove", text("A material."))
                          .key("do", text("An action."))
                          .key("stage", text("Where, if several stages are open."))
                          .key("input", values)
                          .key("read", boolean("Reads the case."))
                          .key("available", boolean("Asks what may be done."))
                          .key("history", boolean("Reads the case's history."))
                          .key("list", text("inbox, cases, or a record type."))
                          .key("where", map("filters", "Which of them are listed.")
                                            .key("workflow", text("Id of the workflow."))
                                            .key("stage", text("Id of the stage."))
                                            .key("end", text("Id of the end."))
                                            .key("status", word({"open", "ended"}, "Whether the case goes on."))
                                            .key("division", text("行政区划代码; with all below it."))
                                            .key("title", text("Part of the title.")))
                          .key("record", text("A record type."))
                          .key("key", text("The record's key."))
                          .key("version", integer("The record as it was then: 1 when it was created.").min(1))
                          .key("grant", list(text("A role."), "All roles that somebody has from now on; whoever keeps the accounts gives them."))
                          .key("to", text("Who has the roles."))
                          .key("advise", boolean("Asks what is missing for the next grade."))
                          .key("explain", text("A result of judging."))
                          .key("wait", text("3 working days, 20 days, 2 hours."))
                          .key("run", text("A sequence."))
                          .key("refused", refused)
                          .key("expect", expect)
                          .exactly_one({"start", "save", "upload", "remove", "do", "read", "available", "history", "list", "record", "advise", "explain", "grant", "wait", "run"});
    return map("scenarios", "Stories that show what a system does.")
        .key("scenarios", text("Id."))
        .required()
        .key("system", text("Path of the system's manifest."))
        .required()
        .key("people", text("Path of the sample world."))
        .required()
        .key("sequences", map("the sequences", "Steps used more than once, by name.").others(list(step, "Steps, in order.")))
        .key("cases", list(map("a scenario", "One story, on a store of its own.")
                               .key("name", text("What it shows, in one sentence."))
                               .required()
                               .key("shows", list(text("Id of a statement."), "Statements that are shown when it passes."))
                               .key("law", text("The clause it shows."))
                               .key("at", text("Civil time of the system at the start: 2024-03-01T09:00:00."))
                               .required()
                               .key("steps", list(step, "What happens, in order."))
                               .required(),
                           "The stories.")
                 )
        .required();
  }();
  return shape;
}

}  // namespace guicheng
