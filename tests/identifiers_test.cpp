#include <guicheng/identifiers.hpp>

#include "workflow_test.hpp"

using namespace guicheng;
using namespace guicheng::samples;

namespace {
Identifier id(std::string_view text) { return read_resident_id(text, day(2024, 3, 1)); }
}  // namespace

TEST_CASE("identifiers: credit codes in real use are right") {
  for (auto const* code : {"92220102MA15438D0X", "932202215597513157", "91350200776049653A", "91350500798359476R", "91350503MA31DKY80A",
                           "91350200MA31E12PXF", "91440101MA5CJQ4N59", "913502000728319549", "123502001549897397", "91350503MA31DNG762",
                           "913502115628130384", "9135021359498494XQ", "91350203MA31NDF85F", "91350203MA32AXT97E", "91350203MA31XXW31H",
                           "91350206MA31LUJ437", "91350213678251743X", "91350200MA2YJ1XR9G", "12440600MB2C07549J", "92141127MA0KD1Y64A",
                           "11370800MB28559184", "11100000000013338W", "11100000000013661B", "11110000000021135M", "113700000045046442",
                           "113700000045030270", "11330105002500287C", "11100000000013127D"}) {
    CAPTURE(code);
    CHECK(read_uscc(code).text == code);
  }
}

TEST_CASE("identifiers: every check character of a credit code can be right") {
  for (auto const* code : {"919900000000000860", "919900000000001311", "919900000000000192", "919900000000003773", "919900000000001904",
                           "9199000000000006X5", "919900000000001236", "919900000000002467", "919900000000003698", "919900000000001829",
                           "91990000000000537A", "91990000000000115B", "9199000000000022XC", "91990000000000051D", "91990000000000174E",
                           "91990000000000297F", "91990000000000107G", "91990000000000465H", "91990000000000043J", "91990000000000166K",
                           "91990000000000211L", "91990000000000334M", "91990000000000457N", "91990000000000035P", "9199000000000014XQ",
                           "91990000000000203R", "91990000000000094T", "91990000000000449U", "91990000000000027W", "91990000000000385X",
                           "91990000000000430Y"}) {
    CAPTURE(code);
    CHECK(read_uscc(code).is_right());
  }
}

TEST_CASE("identifiers: a wrong credit code says what is wrong") {
  CHECK(read_uscc("91350203M0001QAY9B").code == "id.check");
  CHECK(read_uscc("111111111111111111").code == "id.check");
  CHECK(read_uscc("11220000000000000000").code == "id.length");
  CHECK(read_uscc("11220000000000000000").zh == "应为 18 位，现为 20 位");
  CHECK(read_uscc("92220102MA15438D0O").code == "id.character");
  CHECK(read_uscc("92220102MA15438D0O").zh == "第 18 位不是统一社会信用代码的字符（不用字母 I、O、S、V、Z）");
  CHECK(read_uscc("92220102MA15438DOX").code == "id.character");
  CHECK(read_uscc("９2220102MA15438D0X").code == "id.full-width");
  CHECK(read_uscc("").code == "id.length");
  CHECK(read_uscc("92220102MA15438D0X").text == "92220102MA15438D0X");
  CHECK(read_uscc("92220102ma15438d0x").text == "92220102MA15438D0X");
  CHECK(read_uscc(" 92220102MA15438D0X ").text == "92220102MA15438D0X");
}

TEST_CASE("identifiers: a changed character of a credit code is noticed") {
  std::string const code = "92220102MA15438D0X";
  for (std::size_t i = 0; i < code.size(); ++i)
    for (char const c : std::string_view{"0123456789ABCDEFGHJKLMNPQRTUWXY"}) {
      auto changed = code;
      changed[i] = c;
      CAPTURE(changed);
      CHECK(read_uscc(changed).is_right() == (changed == code));
    }
}

TEST_CASE("identifiers: resident ids have a date of birth and a check character") {
  for (auto const* right : {"11010519491231002X", "440524188001010014", "110101188001010070", "110101188001010011", "110101188001010062",
                            "110101188001010193", "110101188001010054", "110101188001010185", "110101188001010046", "110101188001010097",
                            "110101188001010038", "110101188001010089", "11010118800101002X", "110101189602290025"}) {
    CAPTURE(right);
    CHECK(id(right).is_right());
  }
  CHECK(id("11010118800101002x").text == "11010118800101002X");
  CHECK(id("110101188001010012").code == "id.check");
  CHECK(id("110101188002300010").code == "id.date");
  CHECK(id("110101190002290011").code == "id.date");
  CHECK(id("110101188013010019").code == "id.date");
  CHECK(id("110101299901010019").code == "id.date");
  CHECK(id("1101011880010100").code == "id.length");
  CHECK(id("110101X88001010011").code == "id.character");
}

TEST_CASE("identifiers: mobile numbers are brought to eleven digits") {
  CHECK(read_mobile("138 0000-0001").text == "13800000001");
  CHECK(read_mobile("+86 13800000001").text == "13800000001");
  CHECK(read_mobile("12800000001").code == "id.character");
  CHECK(read_mobile("1380000000").code == "id.length");
  CHECK(read_mobile("1380000000a").code == "id.character");
  CHECK(read_mobile("１3800000001").code == "id.full-width");
}
