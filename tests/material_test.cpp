#include <guicheng/material.hpp>

#include "workflow_test.hpp"

using namespace guicheng;

namespace {

/// A stored zip entry without content.
std::string zip_entry(std::string const& name, std::string const& content = {}) {
  std::string entry{"PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0", 18};
  for (auto i = 0; i < 2; ++i) {
    entry += static_cast<char>(content.size());
    entry += std::string(3, '\0');
  }
  entry += static_cast<char>(name.size());
  entry += std::string(3, '\0');
  return entry + name + content;
}

}  // namespace

TEST_CASE("material: a file is what its content says") {
  CHECK(sniff("%PDF-1.7\n") == "pdf");
  CHECK(sniff("\x89PNG\r\n\x1A\n....") == "png");
  CHECK(sniff("\xFF\xD8\xFF\xE0") == "jpeg");
  CHECK(sniff(zip_entry("[Content_Types].xml", "<Types/>") + zip_entry("word/document.xml")) == "docx");
  CHECK(sniff(zip_entry("[Content_Types].xml") + zip_entry("_rels/.rels") + zip_entry("xl/workbook.xml")) == "xlsx");
  CHECK(sniff(zip_entry("OFD.xml")) == "ofd");
  CHECK(sniff(zip_entry("a.txt", "hello")) == "");
  CHECK(sniff("MZ\x90") == "");
  CHECK(sniff("") == "");
  CHECK(sniff("PK\3\4") == "");
}

TEST_CASE("material: a torn archive is none of the types") {
  auto const whole = zip_entry("[Content_Types].xml", "<Types/>") + zip_entry("word/document.xml");
  for (std::size_t length = 0; length < whole.size(); ++length) CHECK(sniff(std::string_view{whole}.substr(0, length)) == "");
}

TEST_CASE("material: the ending of a name fits its type") {
  CHECK(name_fits("a.PDF", "pdf"));
  CHECK(name_fits("照片.jpg", "jpeg"));
  CHECK_FALSE(name_fits("a.pdf.exe", "pdf"));
  CHECK_FALSE(name_fits("pdf", "pdf"));
}

TEST_CASE("material: names lose folders, control characters and what reorders text") {
  CHECK(clean_file_name("../../etc/passwd") == "passwd");
  CHECK(clean_file_name("C:\\a\\章程.pdf") == "章程.pdf");
  CHECK(clean_file_name("a\n\x01\x7F" "b.pdf") == "ab.pdf");
  CHECK(clean_file_name("a\xE2\x80\xAE" "fdp.exe") == "afdp.exe");
  CHECK(clean_file_name("a\xE2\x80\x8B\xEF\xBB\xBF.pdf") == "a.pdf");
  CHECK(clean_file_name("a\xFF\xC0.pdf") == "a.pdf");
  CHECK(clean_file_name(" . ") == "file");
  CHECK(clean_file_name("..") == "file");
  CHECK(clean_file_name("") == "file");
}

TEST_CASE("material: long names are cut at a character and keep their ending") {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "章";
  auto const cleaned = clean_file_name(name + ".pdf");
  CHECK(cleaned.size() == 253);
  CHECK(cleaned.ends_with("章.pdf"));
  CHECK(clean_file_name(cleaned) == cleaned);
}
