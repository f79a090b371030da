// The grammar of FEEL (DMN 1.5 §10.3.1.2; numbers in brackets are its rules). Entry point: parse in grammar.hpp.
// Only this file includes Spirit.
//
//   expression  [1]     = disjunction
//   disjunction [47]    = conjunction { "or" conjunction }
//   conjunction [48]    = comparison { "and" comparison }
//   comparison  [49]    = sum { relation sum | "between" sum "and" sum | "in" test }
//   sum         [19,20] = product { ("+" | "-") product }
//   product     [21,22] = power { ("*" | "/") power }
//   power       [23]    = unary { "**" unary }
//   unary       [24]    = { "-" } postfix
//   postfix [38,43,50,51] = primary { "[" expression "]" | "." name | "(" arguments ")" } [ "instance" "of" type ]
//   primary             = number | string | "@" string | "true" | "false" | "null" | name | if | for | some | every
//                       | function | list or range | parenthesis or range | context
//   list or range       = "[" "]" | "[" test ( ".." expression close | { "," test } "]" ) | "]" range
//   parenthesis         = "(" test ( ".." expression close | { "," test } ")" )
//   close               = "]" | ")" | "["
//   test        [7,13]  = relation sum | expression
//   tests       [14,15] = "-" | "not" "(" test { "," test } ")" | test { "," test }
//
// A range and a list, a group and a range, share what they begin with, so that nothing is ever parsed twice.
#include "feel/grammar.hpp"

#include "feel/builder.hpp"

#include <boost/spirit/home/x3.hpp>

#include <functional>

namespace guicheng::feel {
namespace {

namespace x3 = boost::spirit::x3;
using Iterator = char const*;
struct builder_tag;

template <class Context>
Builder& builder_of(Context const& context) {
  return x3::get<builder_tag>(context).get();
}

/// A parser of ours: `read` gets the builder and a place and returns the end, or the place if it does not match.
template <class Read>
struct Token : x3::parser<Token<Read>> {
  using attribute_type = x3::unused_type;
  [[maybe_unused]] static constexpr bool has_attribute = false;
  Token(Read r, char const* n) : read{r}, name{n} {}

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext&, Attribute&) const {
    x3::skip_over(first, last, context);
    auto& builder = builder_of(context);
    auto const at = builder.offset(first);
    auto const end = read(builder, at);
    first += end - at;
    return end != at;
  }

  Read read;
  char const* name;
};

/// A step that reads nothing. It gets the place of the next token.
template <class Run>
struct Step : x3::parser<Step<Run>> {
  using attribute_type = x3::unused_type;
  [[maybe_unused]] static constexpr bool has_attribute = false;
  explicit Step(Run r) : run{r} {}

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext&, Attribute&) const {
    x3::skip_over(first, last, context);
    auto& builder = builder_of(context);
    run(builder, builder.offset(first));
    return !builder.has_failed();
  }

  Run run;
};

/// What stands between blanks and comments.
struct Blanks : x3::parser<Blanks> {
  using attribute_type = x3::unused_type;
  [[maybe_unused]] static constexpr bool has_attribute = false;

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const&, RContext&, Attribute&) const {
    auto const plain = [](char c) { return c > ' ' && static_cast<unsigned char>(c) < 0x7f && c != '/'; };
    if (first == last || plain(*first)) return false;
    auto const end = skip_blanks({first, static_cast<std::size_t>(last - first)}, 0);
    first += end;
    return end != 0;
  }
};

/// One level deeper, up to the limit.
template <class Subject>
struct Deeper : x3::unary_parser<Subject, Deeper<Subject>> {
  using base_type = x3::unary_parser<Subject, Deeper<Subject>>;
  using attribute_type = x3::unused_type;
  [[maybe_unused]] static constexpr bool has_attribute = false;
  explicit Deeper(Subject const& inner) : base_type{inner} {}

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext, Attribute& attr) const {
    auto& builder = builder_of(context);
    if (!builder.enter(builder.offset(first))) return false;
    auto const matched = this->subject.parse(first, last, context, rcontext, attr);
    builder.leave();
    return matched;
  }
};

/// Marks where a node begins; a subject that does not match leaves no mark.
template <class Subject>
struct Marked : x3::unary_parser<Subject, Marked<Subject>> {
  using base_type = x3::unary_parser<Subject, Marked<Subject>>;
  using attribute_type = x3::unused_type;
  [[maybe_unused]] static constexpr bool has_attribute = false;
  explicit Marked(Subject const& inner) : base_type{inner} {}

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext, Attribute& attr) const {
    x3::skip_over(first, last, context);
    auto& builder = builder_of(context);
    auto const marks = builder.marks();
    builder.open(builder.offset(first));
    if (this->subject.parse(first, last, context, rcontext, attr)) return true;
    builder.unwind(marks);
    return false;
  }
};

template <class Read>
auto token(char const* name, Read read) { return Token<Read>{read, name}; }
template <class Run>
auto step(Run run) { return Step<Run>{run}; }
template <class Subject>
auto deeper(Subject const& subject) {
  return Deeper<typename x3::extension::as_parser<Subject>::value_type>{x3::as_parser(subject)};
}

template <class Subject>
auto marked(Subject const& subject) {
  return Marked<typename x3::extension::as_parser<Subject>::value_type>{x3::as_parser(subject)};
}

auto sign(char const* text, char const* name) {
  return token(name, [text](Builder& b, std::size_t at) {
    std::string_view const wanted{text};
    if (b.text().compare(at, wanted.size(), wanted) != 0) return at;
    b.ended(at + wanted.size());
    return at + wanted.size();
  });
}
auto word(char const* text, char const* name) {
  return token(name, [text](Builder& b, std::size_t at) { return b.word(text, at); });
}
auto first_word(char const* text) {
  return token(text, [text](Builder& b, std::size_t at) { return b.first_word(text, at); });
}

auto const drop = step([](Builder& b, std::size_t) { b.drop(); });
auto chain(AstKind kind) { return step([kind](Builder& b, std::size_t) { b.chain(kind); }); }
auto fold(AstKind kind) { return step([kind](Builder& b, std::size_t) { b.fold(kind); }); }
auto fold_text(AstKind kind) { return step([kind](Builder& b, std::size_t) { b.fold_text(kind); }); }
auto compare(AstKind kind) { return step([kind](Builder& b, std::size_t) { b.comparison(kind); }); }
auto operand(char op) { return step([op](Builder& b, std::size_t) { b.set_op(op); }); }
auto const keep_text = step([](Builder& b, std::size_t) { b.keep_text(); });
auto const open_names = step([](Builder& b, std::size_t) { b.open_names(); });
auto const close_names = step([](Builder& b, std::size_t) { b.close_names(); });
auto const push_name = step([](Builder& b, std::size_t) { b.push_name(); });
auto local(char const* name) { return step([name](Builder& b, std::size_t) { b.push_fixed_name(name); }); }
auto const inside = step([](Builder& b, std::size_t) { b.open_bracket(false); });
auto const range_end = step([](Builder& b, std::size_t) { b.open_bracket(true); });
auto const outside = step([](Builder& b, std::size_t) { b.close_bracket(); });
auto range(bool start, bool end) { return step([=](Builder& b, std::size_t) { b.range(start, end); }); }

struct expression_class;
struct sum_class;
struct unary_class;
struct type_class;
struct postfix_class;
struct primary_class;
x3::rule<expression_class> const expression = "an expression";
x3::rule<sum_class> const sum = "a value";
x3::rule<unary_class> const unary = "a value";
x3::rule<postfix_class> const postfix = "a value";
x3::rule<primary_class> const primary = "a value";
x3::rule<type_class> const type = "a type";

auto const comma = sign(",", "`,`");
auto const colon = sign(":", "`:`");
auto const dots = sign("..", "`..`");
auto const close_parenthesis = sign(")", "`)`");
auto const close_bracket = sign("]", "`]`");

auto const relation = token("a comparison", [](Builder& b, std::size_t at) { return b.relation(at); });
auto const keep_relation = step([](Builder& b, std::size_t) { b.keep_relation(); });

// Types [56]
auto const type_mark = step([](Builder& b, std::size_t) { b.open_type(); });
auto const angle_open = sign("<", "`<`");
auto const angle_close = sign(">", "`>`");
auto const type_key = token("a name", [](Builder& b, std::size_t at) { return b.key(at); });
auto const keep_type_key = step([](Builder& b, std::size_t) { b.keep_type_key(); });
auto generic(char const* name) {
  return token(name, [name](Builder& b, std::size_t at) {
    auto const end = b.word(name, at);
    return end != at && skip_blanks(b.text(), end) < b.text().size() && b.text()[skip_blanks(b.text(), end)] == '<' ? end
                                                                                                              : at;
  });
}
auto const type_def = deeper(
    (generic("list") > angle_open > type_mark > type > angle_close > step([](Builder& b, std::size_t) { b.close_list_type(); })) |
    (generic("range") > angle_open > type_mark > type > angle_close > step([](Builder& b, std::size_t) { b.close_range_type(); })) |
    (generic("context") > angle_open > type_mark > ((type_key > colon > keep_type_key > type) % comma) > angle_close >
     step([](Builder& b, std::size_t) { b.close_context_type(); })) |
    (generic("function") > angle_open > type_mark > -(type % comma) > angle_close > sign("->", "`->`") > type >
     step([](Builder& b, std::size_t) { b.close_function_type(); })) |
    token("a type", [](Builder& b, std::size_t at) { return b.type_name(at); }));

// Values
auto const test = marked(((relation > keep_relation > sum > step([](Builder& b, std::size_t) { b.set_relation(AstKind::one_sided); })) |
                           (expression > drop)));
auto closing(bool start) {
  return (close_bracket > range(start, true)) | ((close_parenthesis | sign("[", "`[`")) > range(start, false));
}
auto const upper_end = dots > range_end > expression > outside;

auto const list = marked(sign("[", "`[`") > inside >
                  ((close_bracket > fold(AstKind::list)) |
                   (test > ((upper_end > closing(true)) | (*(comma > test) > close_bracket > fold(AstKind::list))))) >
                  outside);
auto const open_range = marked(sign("]", "`]`") > inside > expression > upper_end > closing(false) > outside);
auto const parenthesis =
    marked(sign("(", "`(`") > inside > test >
    ((upper_end > closing(false)) |
     (*(comma > test) > close_parenthesis > step([](Builder& b, std::size_t) { b.parenthesis(); }))) > outside);

auto const key = token("a name or a text", [](Builder& b, std::size_t at) { return b.key(at); });
auto const entry = marked(key > colon > keep_text > expression > push_name > fold_text(AstKind::entry));
auto const context_literal = marked(sign("{", "`{`") > inside > open_names > -(entry % comma) > sign("}", "`,` or `}`") >
                     close_names > outside > fold(AstKind::context));

auto const variable = token("a name", [](Builder& b, std::size_t at) { return b.variable(at); });
auto const iterator = marked(variable > word("in", "`in`") > keep_text > expression > -(dots > expression) > push_name >
                      fold_text(AstKind::iterator));
auto loop(char const* word_text, char const* then, char const* then_name, AstKind kind) {
  return marked(first_word(word_text) > inside > open_names > (iterator % comma) > word(then, then_name) >
         local("partial") > expression > close_names > outside > fold(kind));
}
auto const otherwise = word("else", "`else`");
auto const choice = marked(first_word("if") > inside > expression > word("then", "`then`") > expression >
                    *((otherwise >> first_word("if")) > expression > word("then", "`then`") > expression) > otherwise >
                    expression > outside > fold(AstKind::choice));
auto const parameter = token("a name", [](Builder& b, std::size_t at) { return b.parameter(at); }) >
                       -(colon > type > step([](Builder& b, std::size_t) { b.parameter_type(); }));
auto const function =
    marked(first_word("function") > sign("(", "`(`") > inside > open_names > -(parameter % comma) > close_parenthesis >
    step([](Builder& b, std::size_t at) {
      if (b.word("external", at) != at)
        b.fail(at, "feel.external", "External functions are not called from expressions.",
               "Register a host function in the scope.");
    }) > expression > close_names > outside > fold(AstKind::function));

auto literal(char const* text, Value const& value) {
  return token(text, [text, value](Builder& b, std::size_t at) {
    auto const end = b.first_word(text, at);
    if (end == at) return at;
    b.ended(end);
    b.constant(value, at);
    return end;
  });
}
auto const number = token("a number", [](Builder& b, std::size_t at) { return b.number(at); });
auto const string = token("a text", [](Builder& b, std::size_t at) { return b.string(at); });
auto const at_literal = token("a date", [](Builder& b, std::size_t at) { return b.at_literal(at); });
auto const name = token("a name", [](Builder& b, std::size_t at) { return b.name(at); });

auto const primary_def = number | string | name | list | parenthesis | context_literal | choice |
                         loop("for", "return", "`return`", AstKind::iteration) |
                         loop("some", "satisfies", "`satisfies`", AstKind::some) |
                         loop("every", "satisfies", "`satisfies`", AstKind::every) | function | literal("true", true) |
                         literal("false", false) | literal("null", {}) | at_literal | open_range;

// Operators
auto const argument =
    (marked(((token("a parameter", [](Builder& b, std::size_t at) { return b.argument(at); }) > keep_text > expression >
               fold_text(AstKind::named)) |
              (expression > drop))));
auto const arguments = -(argument % comma);
auto const filter_open = token("`[`", [](Builder& b, std::size_t at) {
  return b.text().compare(at, 1, "[") == 0 && b.opens_filter(at) ? at + 1 : at;
});
auto const path_dot = token("`.`", [](Builder& b, std::size_t at) {
  return b.text().compare(at, 1, ".") == 0 && b.text().compare(at, 2, "..") != 0 ? at + 1 : at;
});
auto const field = token("a name", [](Builder& b, std::size_t at) { return b.field(at); });
auto wrap(AstKind kind) {  // what stands since the mark becomes the first child of a node; the mark stays
  return step([kind](Builder& b, std::size_t) { b.comparison(kind); });
}
auto const path_step = step([](Builder& b, std::size_t) { b.path(); });
auto const postfix_def =
    marked(primary >>
    *((filter_open > inside > open_names > local("item") > expression > close_names > close_bracket > outside >
       wrap(AstKind::filter)) |
      (path_dot > field > path_step) |
      (sign("(", "`(`") > inside > arguments > sign(")", "`,` or `)`") > outside > wrap(AstKind::call))) >>
    -(word("instance", "`instance`") > word("of", "`of`") > type > step([](Builder& b, std::size_t) { b.instance_of(); })) >>
    drop);

/// Minus signs, counted rather than nested.
struct Minus : x3::parser<Minus> {
  using attribute_type = x3::unused_type;
  [[maybe_unused]] static constexpr bool has_attribute = false;

  template <class Context, class RContext, class Attribute>
  bool parse(Iterator& first, Iterator const& last, Context const& context, RContext& rcontext, Attribute& attr) const {
    auto& builder = builder_of(context);
    std::size_t count = 0;
    for (x3::skip_over(first, last, context); first != last && *first == '-'; x3::skip_over(first, last, context)) {
      if (count++ == 0) builder.open(builder.offset(first));
      ++first;
    }
    if (!postfix.parse(first, last, context, rcontext, attr)) return false;
    if (count != 0) builder.negate(count);
    return !builder.has_failed();
  }
};
auto const unary_def = Minus{};

auto const power = marked(unary >> *(sign("**", "`**`") > unary) >> chain(AstKind::power));
auto const product =
    marked(power >> *((sign("*", "`*`") > power > operand('*')) | (sign("/", "`/`") > power > operand('/'))) >>
    chain(AstKind::product));
auto const sum_def = marked(product >>
                     *((sign("+", "`+`") > product > operand('+')) | (sign("-", "`-`") > product > operand('-'))) >>
                     chain(AstKind::sum));

auto const in_operand = step([](Builder& b, std::size_t at) { b.in_operand(at); });
auto const comparison =
    marked(sum >>
    *((relation > keep_relation > sum > compare(AstKind::comparison)) |
      (word("in", "`in`") > in_operand >
       (marked(((relation > keep_relation > sum > step([](Builder& b, std::size_t) { b.set_relation(AstKind::one_sided); })) |
                 (sum > drop)))) > compare(AstKind::in)) |
      (word("between", "`between`") > sum > word("and", "`and`") > sum > compare(AstKind::between))) >>
    drop);
auto const conjunction = marked(comparison >> *(word("and", "`and`") > comparison) >> chain(AstKind::conjunction));
auto const expression_def =
    deeper(marked(conjunction >> *(word("or", "`or`") > conjunction) >> chain(AstKind::disjunction)));

BOOST_SPIRIT_DEFINE(expression, sum, unary, postfix, primary, type)

// Whole texts
auto const any_test = token("`-`", [](Builder& b, std::size_t at) {
  return b.text().compare(at, 1, "-") == 0 && skip_blanks(b.text(), at + 1) == b.text().size() ? at + 1 : at;
});
auto const not_open = token("`not`", [](Builder& b, std::size_t at) {
  auto const end = skip_blanks(b.text(), b.word("not", at));
  return b.word("not", at) != at && b.text().compare(end, 1, "(") == 0 ? end + 1 : at;
});
auto const unary_tests = marked(((any_test > fold(AstKind::any_test)) |
                                  (not_open > inside > (test % comma) > close_parenthesis > outside > fold(AstKind::no_test)) |
                                  ((test % comma) > fold(AstKind::tests))));

}  // namespace
}  // namespace guicheng::feel

namespace boost::spirit::x3 {
template <class Read>
struct get_info<guicheng::feel::Token<Read>> {
  using result_type = std::string;
  std::string operator()(guicheng::feel::Token<Read> const& token) const { return token.name; }
};
template <class Subject>
struct get_info<guicheng::feel::Marked<Subject>> {
  using result_type = std::string;
  std::string operator()(guicheng::feel::Marked<Subject> const&) const { return "a value"; }
};
/// One of several is called by all of them, a list of things by what it begins with.
template <class Left, class Right>
struct get_info<alternative<Left, Right>> {
  using result_type = std::string;
  std::string operator()(alternative<Left, Right> const& choice) const { return what(choice.left) + " or " + what(choice.right); }
};
template <class Left, class Right>
struct get_info<list<Left, Right>> {
  using result_type = std::string;
  std::string operator()(list<Left, Right> const& items) const { return what(items.left); }
};
template <class Left, class Right>
struct get_info<sequence<Left, Right>> {
  using result_type = std::string;
  std::string operator()(sequence<Left, Right> const& parts) const { return what(parts.left); }
};
}  // namespace boost::spirit::x3

namespace guicheng::feel {

Parsed parse(std::string_view text, KnownNames const& names, FeelForm form) {
  Builder builder{text, names};
  auto first = text.data();
  auto const last = first + text.size();
  if (builder.accepts_text()) try {
      auto const run = [&](auto const& grammar) {
        auto const bound = x3::with<builder_tag>(std::ref(builder))[grammar];
        if (!x3::phrase_parse(first, last, bound, Blanks{}))
          builder.unexpected(builder.offset(first), form == FeelForm::expression ? "an expression" : "a condition");
        else if (first != last) builder.unexpected(builder.offset(first), {});
      };
      if (form == FeelForm::expression) run(expression);
      else run(unary_tests);
    } catch (x3::expectation_failure<Iterator> const& failure) {
      builder.unexpected(builder.offset(failure.where()), failure.which());
    }
  if (builder.has_failed()) return {{}, builder.finding()};
  return {builder.take(), {}};
}

}  // namespace guicheng::feel
