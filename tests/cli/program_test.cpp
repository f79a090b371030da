// check, schema, draw, eval, and what every command does with wrong words.
#include "program.hpp"

#include "test.hpp"

#include <guicheng/json.hpp>

#include <algorithm>

using namespace guicheng;
using namespace guicheng::cli;

namespace {
std::string const root = GUICHENG_ROOT;
std::string const tianjin = root + "/workflows/tianjin/system.yaml";
}  // namespace

TEST_CASE("cli: every command explains itself") {
  for (std::string const command : {"check", "test", "serve", "draw", "eval", "grade", "advise", "impact", "schema", "audit", "check-store", "backup", "restore"}) {
    CAPTURE(command);
    auto const help = run({command, "--help"});
    CHECK(help.exit == 0);
    CHECK(help.out.starts_with("Usage: guicheng " + command));
    CHECK(holds(run({"--help"}).out, "  " + command));
  }
  CHECK(run({"--version"}).out.starts_with("guicheng "));
  CHECK(holds(run({"schema", "--help"}).out, "The kinds are system, "));
  CHECK(holds(run({"schema", "--help"}).out, ", decision, rule scenarios."));
}

TEST_CASE("cli: wrong words are refused with what to do, and exit code 2") {
  struct Case { std::vector<std::string> words; std::string said; };
  for (auto const& [words, said] : std::vector<Case>{
           {{"chekc"}, "guicheng: There is no command `chekc`. `guicheng --help` lists them.\n"},
           {{"check"}, "guicheng: Something is missing: guicheng check PATH…. See `guicheng check --help`.\n"},
           {{"check", "--fast", "x"}, "guicheng: unrecognised option '--fast'. See `guicheng check --help`.\n"},
           {{"check", "/nowhere"}, "guicheng: There is no file or folder /nowhere.\n"},
           {{"schema", "a", "b"}, "guicheng: `b` is too much. See `guicheng schema --help`.\n"},
           {{"draw", tianjin, "licence", "--format", "png"}, "guicheng: There is no format `png`. There are svg, dot and mermaid.\n"},
           {{"test", "--store", "oracle", root}, "guicheng: There is no store `oracle`. There are memory, sqlite and http.\n"},
           {{"test", tianjin}, "guicheng: There is no scenario file among these. It begins with `scenarios:` or `rule scenarios:`.\n"},
           {{"serve", tianjin, "--port", "99999"}, "guicheng: --port is a number from 0 to 65535, not `99999`.\n"},
           {{"serve", tianjin, "--demo", "--address", "0.0.0.0"},
            "guicheng: --demo has a known password: it serves on loopback only. Leave --demo or --address away.\n"},
           {{"audit", "read", "x"}, "guicheng: There is no `audit read`. There are `audit verify` and `audit notes`.\n"},
           {{"check-store", "/nowhere"}, "guicheng: There is no store /nowhere.\n"},
           {{"restore", root, "/nowhere/else"}, "guicheng: " + root + " is no backup: it has no guicheng.db.\n"},
           {{"check-store", root + "/LICENSE"}, "guicheng: SQLite: file is not a database. " + root + "/LICENSE\n"},
           {{"eval", "1", "--data", "/nowhere"}, "guicheng: There is no file /nowhere.\n"},
           {{"eval", "1", "--zone", "Mars"}, "guicheng: The time zone Mars is not known here. Use an IANA name such as Asia/Shanghai.\n"}}) {
    auto const ended = run(words);
    CHECK(ended.exit == 2);
    CHECK(ended.err == said);
  }
}

TEST_CASE("cli: check finds nothing in what is well, and says how much it looked at") {
  auto const ended = run({"check", root + "/workflows/tianjin"});

  CHECK(ended.exit == 0);
  CHECK(holds(ended.out, "0 errors, 0 warnings\n"));
}

TEST_CASE("cli: the workflow of both READMEs is twenty lines, and nothing is wrong with it") {
  std::vector<std::string> first;
  for (std::string const name : {"/README.md", "/README.zh-CN.md"}) {
    CAPTURE(name);
    auto const text = read_text(root + name);
    std::vector<std::string> blocks;
    for (auto at = text.find("```yaml\n"); at != std::string::npos; at = text.find("```yaml\n", at + 8)) blocks.push_back(text.substr(at + 8, text.find("```", at + 8) - at - 8));
    REQUIRE(blocks.size() == 2);
    CHECK(std::ranges::count(blocks[1], '\n') <= 20);
    if (first.empty()) first = blocks;
    CHECK(blocks == first);
    TemporaryFolder const folder;
    write_text(folder.path() + "/system.yaml", blocks[0]);
    write_text(folder.path() + "/leave.yaml", blocks[1]);
    CHECK(run({"check", folder.path() + "/system.yaml"}).out == "2 files checked, 0 errors, 0 warnings\n");
    CHECK(run({"draw", folder.path() + "/system.yaml", "leave"}).out.starts_with("<svg"));
  }
}

TEST_CASE("cli: check names file, line and column as seen from where one is") {
  TemporaryFolder const folder;
  copy_workflows(folder.path() + "/w");
  REQUIRE(replace_in(folder.path() + "/w/tianjin/licence.yaml", "办公方式 = \"租用\"", "办公方法 = \"租用\""));

  auto const all = run({"check", "w/tianjin"}, {}, folder.path());  // alone: others import rules from beside the folder
  CHECK(all.exit == 1);
  CHECK(all.out.starts_with("w/tianjin/licence.yaml:66:15: error: There is no name `办公方法`"));
  CHECK(holds(all.out, "1 error, "));
  auto const inside = run({"check", "licence.yaml"}, {}, folder.path() + "/w/tianjin");
  CHECK(inside.exit == 1);
  CHECK(inside.out.starts_with("licence.yaml:66:15: error: "));
}

TEST_CASE("cli: check tells names in scenarios that the system does not have") {
  TemporaryFolder const folder;
  copy_workflows(folder.path() + "/w");
  auto const file = folder.path() + "/w/tianjin/scenarios/filing.yaml";
  auto text = read_text(file);
  write_text(file, text.replace(text.find("start: filing"), 13, "start: fillng"));

  auto const ended = run({"check", file});
  CHECK(ended.exit == 1);
  CHECK(holds(ended.out, "There is no workflow \"fillng\". [scenario.unknown-name]; Did you mean \"filing\"?"));
}

TEST_CASE("cli: check survives files that are no files of ours") {
  TemporaryFolder const folder;
  write_text(folder.path() + "/bytes.yaml", std::string("\0\xff\xfe{{{{", 8));
  write_text(folder.path() + "/deep.yaml", std::string(5000, '['));
  write_text(folder.path() + "/other.yaml", "a: 1\n");
  write_text(folder.path() + "/empty.yaml", "");
  for (std::string const name : {"/bytes.yaml", "/deep.yaml", "/other.yaml", "/empty.yaml"}) {
    CAPTURE(name);
    CHECK(run({"check", folder.path() + name}).exit == 1);
  }
}

TEST_CASE("cli: schemas are JSON, one for each kind") {
  for (std::string const kind : {"system", "workflow", "stage", "records", "calendar", "people", "scenarios", "requirements", "rules", "decision"}) {
    CAPTURE(kind);
    auto const ended = run({"schema", kind});
    CHECK(ended.exit == 0);
    CHECK(read_json(ended.out).has_value());
  }
  CHECK(run({"schema", "cake"}).exit == 2);
}

TEST_CASE("cli: a workflow is drawn in three ways, printed or into a file") {
  CHECK(run({"draw", tianjin, "licence"}).out.starts_with("<svg"));
  CHECK(run({"draw", tianjin, "licence", "--format", "dot"}).out.starts_with("digraph"));
  CHECK(run({"draw", tianjin, "licence", "--format", "mermaid"}).out.starts_with("flowchart"));
  TemporaryFolder const folder;
  CHECK(run({"draw", tianjin, "licence", "-o", folder.path() + "/a.svg"}).out == "");
  CHECK(read_text(folder.path() + "/a.svg").starts_with("<svg"));
  CHECK(run({"draw", tianjin, "licence", "-o", "/nowhere/a.svg"}).exit == 2);
  auto const unknown = run({"draw", tianjin, "licenc"});
  CHECK(unknown.exit == 2);
  CHECK(holds(unknown.err, "It has licence, "));
}

TEST_CASE("cli: eval gives values, reasons and errors with their place") {
  TemporaryFolder const folder;
  write_text(folder.path() + "/d.json", R"({"人数": 2, "名单": [{"姓名": "张三"}]})");
  write_text(folder.path() + "/d.yaml", "人数: 2\n");

  CHECK(run({"eval", "0.1 + 0.2"}).out == "0.3\n");
  CHECK(run({"eval", "名单[1].姓名", "--data", folder.path() + "/d.json"}).out == "\"张三\"\n");
  auto const why = run({"eval", "人数 >= 3", "--explain", "--data", folder.path() + "/d.yaml"});
  CHECK(why.out == "false\n  人数 2 < 3 (人数 2 < 3) [feel.condition]\n");
  CHECK(why.exit == 0);
  auto const wrong = run({"eval", "1＋1"});
  CHECK(wrong.exit == 1);
  CHECK(holds(wrong.err, "  1＋1\n   ^\n1:2: error: "));
  CHECK(run({"eval", std::string(100'000, '(')}).exit == 1);
  write_text(folder.path() + "/bad.json", "{\"a\": 1,}");
  CHECK(run({"eval", "1", "--data", folder.path() + "/bad.json"}).exit == 2);
  CHECK(holds(run({"eval", "1", "--data", "{\"a\":"}).err, "--data:1:6"));
  CHECK(holds(run({"eval", "1", "--data", "[1]"}).err, "The data are no names with values."));
}

TEST_CASE("cli: eval reads lines where there is no terminal, and keeps names") {
  auto const ended = run({"eval"}, "x := 20\nx + 1\n:quit\nx + 2\n");
  CHECK(ended.out == "20\n21\n");
  CHECK(ended.exit == 0);
  CHECK(run({"eval"}, "1 +\n").exit == 1);
  CHECK(holds(run({"eval"}, "1+1 := 2\n").err, "`1+1` is no name."));
}
