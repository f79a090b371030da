#include "download.hpp"

#include "http_test.hpp"

namespace guicheng::http {

TEST_CASE("http: a range is one part of a file, the whole of it, or none") {
  struct Row { char const* field; RangeKind kind; Part part; };
  for (auto const& row : {
           Row{"bytes=0-499", RangeKind::part, {0, 500}}, Row{"bytes=500-", RangeKind::part, {500, 500}}, Row{"bytes=-1", RangeKind::part, {999, 1}},
           Row{"bytes=-5000", RangeKind::part, {0, 1000}}, Row{"bytes=999-999", RangeKind::part, {999, 1}}, Row{"bytes=0-99999", RangeKind::part, {0, 1000}},
           Row{"bytes=1000-", RangeKind::unsatisfiable, {}}, Row{"bytes=-0", RangeKind::unsatisfiable, {}},
           Row{"", RangeKind::whole, {}}, Row{"bytes=5-4", RangeKind::whole, {}}, Row{"bytes=0-1,5-6", RangeKind::whole, {}}, Row{"lines=1-2", RangeKind::whole, {}},
           Row{"bytes=", RangeKind::whole, {}}, Row{"bytes=-", RangeKind::whole, {}}, Row{"bytes=a-b", RangeKind::whole, {}}, Row{"bytes=1-b", RangeKind::whole, {}},
           Row{"bytes=99999999999999999999-", RangeKind::whole, {}}}) {
    CAPTURE(row.field);
    Part part;
    CHECK(read_range(row.field, 1000, part) == row.kind);
    if (row.kind == RangeKind::part) CHECK((part == row.part));
  }
  Part part;
  CHECK(read_range("bytes=0-", 0, part) == RangeKind::unsatisfiable);
}

TEST_CASE("http: a file's name reaches the client whole and cannot leave its field") {
  CHECK(content_disposition("a b.pdf") == "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf");
  CHECK(content_disposition("章.pdf") == "attachment; filename=\"___.pdf\"; filename*=UTF-8''%E7%AB%A0.pdf");
  CHECK(content_disposition("a\";x\r\n'%") == "attachment; filename=\"a__x____\"; filename*=UTF-8''a%22%3Bx%0D%0A%27%25");
}

}  // namespace guicheng::http
