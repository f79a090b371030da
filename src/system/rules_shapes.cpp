// The shapes of rule sets and decision tables.
#include "system/rules_shapes.hpp"

namespace guicheng {
namespace {

using namespace shape;

Shape input_shape() {
  return map("an input", "One datum that is judged.")
      .key("type", word({"number", "text", "boolean", "date", "month", "choice", "choices", "list", "uscc", "any"}, "What kind of value; a list is one of numbers, uscc a 统一社会信用代码."))
      .required()
      .key("title", text("What people see; default: its name."))
      .key("unit", text("人, m²."))
      .key("min", number("Smallest number, inclusive."))
      .key("max", number("Largest number, inclusive."))
      .key("digits", integer("Most digits after the point.").min(0).max(20))
      .key("options", list(text("An option."), "What may be chosen.").min(1))
      .key("optional", boolean("It may be missing; default: false."))
      .key("default", value("Its value where it is missing."))
      .key("fixed", boolean("It cannot be changed: advice leaves it alone, and a choice is a category; default: false."));
}

Shape round_shape() {
  return map("a rounding", "To how many digits, and how.")
      .key("digits", integer("Digits after the point.").min(-10).max(20))
      .required()
      .key("mode", word({"half up", "half even", "half down", "up", "down", "floor", "ceiling"}, "Default: half up."));
}

Shape combine_word() { return word({"sum", "weighted", "max", "min", "average"}, "How the parts are put together; default: sum."); }

Shape condition_shape() {
  return map("a condition")
      .key("must", expression("What must hold."))
      .required()
      .key("title", text("What it is called."))
      .key("else", text("What is said where it does not hold."))
      .required();
}

Shape deduction_shape() {
  return map("a deduction", "One reason to take points.")
      .key("id", text("Its id."))
      .key("title", text("What people see."))
      .required()
      .key("when", expression("Taken once where this holds."))
      .key("times", expression("Taken so many times."))
      .key("points", number("Points taken each time."))
      .key("at most", number("All times together."))
      .key("all", boolean("The indicator gives nothing: 不得分."))
      .key("extra", number("Taken from the indicator of the first level as well: 追加扣除."))
      .key("extra when used up", boolean("The extra only where the indicator's own points are used up."));
}

Shape indicator_shape() {
  return recursive("indicator", [](Shape self) {
    auto const one = map("an indicator, as `- name: …`").others(self).min(1).max(1);
    auto const option = map("an option").key("title", text("What people see; default: its id.")).key("points", number("What it gives.")).required().key("effort", integer("How hard it is to reach; default: 1.").min(0).max(1000));
    auto const rung = map("a rung")
                          .key("points", number("What it gives."))
                          .required()
                          .key("when", expression("Counts where this holds; the last rung needs none."))
                          .key("title", text("What people see; default: the condition."))
                          .key("effort", integer("How hard it is to reach; default: 1.").min(0).max(1000));
    auto const node = map("an indicator", "A branch (`of`) or a leaf (`points`, `pick`, `ladder`, `table`, `decision`, `deductions`).")
                          .key("title", text("What people see; default: its name."))
                          .key("source", text("Where it comes from."))
                          .key("weight", number("Under `combine: weighted`."))
                          .key("cap", number("Most it can give."))
                          .key("floor", number("Least it can give."))
                          .key("round", round_shape())
                          .key("total", number("The most it can give, declared: checked."))
                          .key("applies", expression("Where this is not true, the indicator is left out."))
                          .key("of", list(one, "Indicators."))
                          .key("combine", combine_word())
                          .key("points", expression("A formula giving the points."))
                          .key("pick", word({"one", "several"}, "The answer is the input of the indicator's name."))
                          .key("options", map("the options", "Answers with their points.").others(option))
                          .key("ladder", list(rung, "The first rung whose condition holds."))
                          .key("table", text("A drawn table; its last column gives the points."))
                          .key("decision", text("Path of a decision that gives the points; its inputs are names of this set."))
                          .key("full", number("Points before deductions."))
                          .key("deductions", list(deduction_shape(), "Reasons to take points from the full ones."))
                          .exactly_one({"of", "points", "pick", "ladder", "table", "decision", "deductions"});
    return one_of({list(one), node});
  });
}

Shape make_rules_shape() {
  auto const grade = map("a grade")
                         .key("grade", text("Its name."))
                         .required()
                         .key("title", text("What people see; default: its name."))
                         .key("from", number("Least score, inclusive."))
                         .key("conditions", list(condition_shape(), "What it asks for beside the score."));
  auto const veto = map("a veto")
                        .key("when", expression("Where this holds."))
                        .required()
                        .key("refuse", boolean("No grade at all."))
                        .key("at most", text("The best grade that remains."))
                        .key("lower", integer("So many grades lower.").min(1).max(100))
                        .key("reason", text("What is said."))
                        .required()
                        .exactly_one({"refuse", "at most", "lower"});
  auto const item = map("an item")
                        .key("id", text("Its id."))
                        .key("title", text("What people see."))
                        .required()
                        .key("when", expression("Where this holds."))
                        .required()
                        .key("evidence", list(text("A paper that proves it."), "Papers that prove it."));
  auto const one = map("an indicator, as `- name: …`").others(indicator_shape()).min(1).max(1);
  return map("a rule set", "How something is judged.")
      .key("rules", text("Id, kebab-case."))
      .required()
      .key("title", text("What people see."))
      .required()
      .key("version", text("Changes with the text."))
      .required()
      .key("effective", date("In force from this day."))
      .key("until", date("The last day in force."))
      .key("source", text("Where it comes from."))
      .key("sample", boolean("Sample content, and shown as such; default: false."))
      .key("imports", list(text("Path of a file with inputs, let and lookups."), "Files whose inputs, let and lookups are used as well."))
      .key("inputs", map("the inputs", "What is judged.").others(input_shape()))
      .key("let", map("derived values, in order", "Values worked out from inputs and from those before.").others(expression("A formula.")))
      .key("lookups", map("the lookups", "Tables asked like functions.")
                          .others(map("a lookup", "A CSV file as a function of its key columns, or a decision as a function of its inputs.")
                                      .key("file", text("Path of the CSV file."))
                                      .key("key", list(text("A column."), "Columns that are asked for, in the order of the arguments.").min(1))
                                      .key("value", text("The column it gives."))
                                      .key("decision", text("Path of a decision, as a function of its inputs."))
                                      .exactly_one({"file", "decision"})))
      .key("eligibility", list(condition_shape(), "Failing one: not judged at all."))
      .key("indicators", list(one, "The first level."))
      .key("combine", combine_word())
      .key("round", round_shape())
      .key("percent", round_shape())
      .key("total", number("The most there is to win, declared: checked."))
      .key("grades", list(grade, "Best first."))
      .key("none below", boolean("Scores below the lowest grade have none, and that is meant; default: false."))
      .key("second grade", expression("Another grade; the lower of the two counts."))
      .key("vetoes", list(veto, "What caps or refuses a grade, whatever the score."))
      .key("classes", list(map("a class").key("class", text("Its name.")).required().key("title", text("What people see.")).key("items", list(item, "Meeting one of them is enough.").min(1)).required(),
                           "Talent levels, best first: the best of which one item is met."))
      .key("warnings", list(condition_shape(), "What is to be looked at where it does not hold; it changes no grade."))
      .key("validity", map("the validity", "How long a grade is valid.")
                           .key("years", integer("Calendar years.").min(0).max(100))
                           .key("months", integer("Calendar months.").min(0).max(1200))
                           .key("from", expression("The date it counts from."))
                           .required());
}

}  // namespace

Shape const& rules_shape() {
  static Shape const shape = make_rules_shape();
  return shape;
}

Shape const& decision_shape() {
  static Shape const shape = [] {
    auto const type = word({"number", "text", "boolean", "date", "month", "any"}, "What kind of value.");
    auto const output = one_of({type, map("an output", "A column that is answered.")
                                          .key("type", type)
                                          .required()
                                          .key("title", text("What people see; default: its name."))
                                          .key("unit", text("元, 年."))
                                          .key("options", list(text("A value."), "Its values, best first: the order of `priority` and `output order`.").min(1))
                                          .key("default", value("Its value where no rule holds."))});
    return map("a decision", "A decision table.")
        .key("decision", text("Id, kebab-case."))
        .required()
        .key("title", text("What people see."))
        .required()
        .key("version", text("Changes with the text."))
        .key("source", text("Where it comes from."))
        .key("sample", boolean("Sample content; default: false."))
        .key("inputs", map("the inputs", "The columns that are asked, with their types.").others(one_of({type, input_shape()})).min(1))
        .required()
        .key("output", map("the outputs", "The columns that are answered, with their types.").others(output).min(1))
        .required()
        .key("hit policy", word({"unique", "any", "first", "priority", "rule order", "output order", "collect", "sum", "min", "max", "count"}, "Default: unique."))
        .key("monotone", map("what grows together", "Inputs with which the output never falls, or never rises; checked.").others(word({"rises", "falls"})))
        .key("table", text("Drawn: a heading, then a rule to a line, cells apart by `|`."))
        .key("file", text("Path of a CSV file with the same columns; texts need no quotes there."))
        .exactly_one({"table", "file"});
  }();
  return shape;
}

Shape const& rule_scenarios_shape() {
  static Shape const shape = [] {
    auto const given = map("the inputs", "Inputs of this case.").others(shape::any("A value; nothing takes it away again."));
    auto const expect = map("what comes of it", "What the judgement says.")
                            .key("score", number("The score."))
                            .key("grade", text("The grade or class; \"\": none."))
                            .key("valid until", date("The last valid day."))
                            .key("points", map("points of indicators, by name or path", "Points of indicators, by name or path.").others(number("Points.")))
                            .key("vetoes", list(text("The reason of a veto that is met."), "Vetoes that are met."))
                            .key("ineligible", list(text("What is said by a condition of eligibility that does not hold."), "Why it is not judged."))
                            .key("missed", list(text("What is said by a condition of a better grade that does not hold."), "What the next grade lacks."))
                            .key("warnings", list(text("What is said by a warning."), "What is to be looked at."))
                            .key("evidence", list(text("A paper that is asked for."), "Papers that are asked for."))
                            .key("value", shape::any("What a decision says: a value, or a map of its outputs."))
                            .key("by rules", list(integer("A number."), "The rules of a decision that made the value, from 1."))
                            .key("problems", list(text("An input that is wrong, or an indicator without points."), "What is wrong with the inputs."))
                            .key("unfinished", list(text("The path of a leaf that is not answered."), "What is not answered yet."));
    auto const one = map("a scenario", "One subject that is judged.")
                         .key("name", text("What it shows, as a sentence."))
                         .required()
                         .key("law", text("Where that is written."))
                         .key("shows", list(text("The id of a statement."), "Statements that are shown when it passes."))
                         .key("given", given)
                         .key("expect", expect)
                         .required();
    return map("scenarios of a rule set", "Who is judged, and what comes of it.")
        .key("rule scenarios", text("Id."))
        .required()
        .key("rules", text("Path of the rule set."))
        .key("decision", text("Path of the decision."))
        .exactly_one({"rules", "decision"})
        .key("given", map("inputs of all cases", "Inputs that all cases share.").others(shape::any("A value.")))
        .key("cases", list(one, "The subjects.").min(1))
        .required();
  }();
  return shape;
}

}  // namespace guicheng
