// Batches that would be too much: lines without an end.
#include "desk.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

using namespace guicheng;
using namespace guicheng::cli;

namespace {

std::string const long_line = "这一行应不超过 1048576 字节，其开头是 ";

/// Judges so many lines of a megabyte each, which come through a pipe and lie nowhere.
Ended grade_long_lines(Desk const& desk, int count) {
  auto const pipe = desk.at("pipe");
  std::filesystem::remove(pipe);
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::thread writer{[&] {
    std::string const line = std::string(1'000'000, ' ') + "{\"人数\":60}\n";
    std::ofstream file{pipe, std::ios::binary};
    for (int i = 0; i < count; ++i) file << line;
  }};
  auto ended = desk.run({"grade", "small.yaml", "--batch", "pipe"});
  writer.join();
  return ended;
}

}  // namespace

TEST_CASE("cli: a line that is too long is told with its number and the limit, and the next one is judged") {
  Desk const desk;
  std::string const good = "{\"人数\":60}\n";
  auto const padded = [](std::size_t bytes) { return "{\"人数\":60" + std::string(bytes - 13, ' ') + "}\n"; };  // its end not counted
  auto const data = desk.put("many.jsonl", good + std::string(3 << 20, 'x') + "\n" + padded(1 << 20) + padded((1 << 20) + 1) + good);
  auto const ended = run({"grade", desk.at("small.yaml"), "--batch", data});
  CHECK(ended.exit == 1);
  CHECK(ended.err.starts_with("5 lines, 3 judged, 2 with bad data\n"));
  auto const lines = lines_of(ended.out);
  REQUIRE(lines.size() == 5);
  CHECK(lines[1] == R"({"line":2,"problems":[{"code":"batch.bad-line","text":")" + long_line + std::string(59, 'x') + R"(…"}]})");
  CHECK(at(lines[2], {"score"}) == "61");
  CHECK(holds(lines[3], long_line));
  CHECK(at(lines[4], {"score"}) == "61");

  auto const impact = desk.run({"impact", "small.yaml", "small.yaml", "many.jsonl"});
  CHECK(impact.exit == 1);
  CHECK(at(impact.out, {"bad"}) == "2");
  CHECK(holds(impact.err, "line 2: " + long_line));
  auto const csv = desk.run({"grade", "small.yaml", "--batch", desk.put("many.csv", "人数\n60\n" + std::string(3 << 20, '1') + "\n7\n")});
  CHECK(csv.err.starts_with("3 lines, 2 judged, 1 with bad data\n"));
  CHECK(holds(lines_of(csv.out)[1], R"({"line":3,"problems":[)"));
  auto const heading = desk.run({"grade", "small.yaml", "--batch", desk.put("wide.csv", std::string(3 << 20, 'a') + "\n1\n")});
  CHECK(holds(heading.out, R"({"line":2,"problems":[{"code":"batch.bad-line","text":"标题行应不超过 1048576 字节"}]})"));
  auto const decision = run({"grade", std::string{GUICHENG_ROOT} + "/rules/talent-allowance-sample.yaml", "--batch", data});
  CHECK(holds(lines_of(decision.out)[1], long_line));
}

TEST_CASE("cli: many long lines and one that never ends take no memory") {
  Desk const desk;
  // Compared with a shorter run, which has all threads and pieces in use: how much these take depends on the machine.
  auto const shorter = grade_long_lines(desk, 200), longest = grade_long_lines(desk, 600);
  CHECK(shorter.err.starts_with("200 lines, 200 judged, 0 with bad data\n"));
  CHECK(longest.err.starts_with("600 lines, 600 judged, 0 with bad data\n"));
  auto const enough = shorter.memory + 128 * 1024;
  CHECK(longest.memory < enough);
  desk.put("endless", "{\"人数\":60}\n");
  std::filesystem::resize_file(desk.at("endless"), std::uintmax_t{3} << 30);  // a hole: no bytes on the disk, zeros without end when read
  for (auto const& words : std::vector<std::vector<std::string>>{{"grade", "small.yaml", "--batch", "endless"}, {"impact", "small.yaml", "small.yaml", "endless"}}) {
    auto const ended = desk.run(words);
    CHECK(ended.exit == 2);
    CHECK(holds(ended.out + ended.err, long_line));
    CHECK(holds(ended.err, "guicheng: Line 2 has no end within 1073741824 bytes; nothing was read after it.\n"));
    CHECK(ended.memory < enough);
  }
}
