// Where backups go and come back to: into folders that are there, through links, and never into what they are made from.
#include "program.hpp"

#include "test.hpp"

#include <guicheng/sqlite_store.hpp>

#include <algorithm>
#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

using namespace guicheng;
using namespace guicheng::cli;

namespace fs = std::filesystem;

namespace {

/// A folder in which `data` is what a service left.
struct Place {
  Place() {
    fs::create_directories(at("data/materials/ab"));
    write_text(at("data/materials/ab/cd"), "bytes");
    REQUIRE(SqliteStore::open(at("data/guicheng.db")));
  }
  std::string at(std::string const& name) const { return folder.path() + "/" + name; }
  bool has(std::string const& name) const { return fs::exists(at(name)); }
  std::vector<std::string> names(std::string const& of) const {
    std::vector<std::string> found;
    for (auto const& entry : fs::directory_iterator{at(of)}) found.push_back(entry.path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
  }
  Ended run(std::string const& command, std::string const& from, std::string const& to) const { return cli::run({command, at(from), at(to)}); }
  TemporaryFolder folder;
};

ino_t node(std::string const& path) {
  struct stat seen{};
  return ::stat(path.c_str(), &seen) == 0 ? seen.st_ino : 0;
}

std::vector<std::string> const whole{"guicheng.db", "materials"};

}  // namespace

TEST_CASE("backup: a folder that is there and empty is filled, not replaced") {
  Place const place;
  fs::create_directory(place.at("volume"));
  auto const before = node(place.at("volume"));
  auto const ended = place.run("backup", "data", "volume");
  CHECK_MESSAGE(ended.exit == 0, ended.err);
  CHECK(node(place.at("volume")) == before);
  CHECK(place.names("volume") == whole);
  CHECK(read_text(place.at("volume/materials/ab/cd")) == "bytes");
  CHECK((fs::status(place.at("volume/materials")).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  CHECK((fs::status(place.at("volume/guicheng.db")).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  CHECK(place.names("") == std::vector<std::string>{"data", "volume"});
  CHECK(place.run("backup", "data", "volume").exit == 2);  // never over another

  fs::remove_all(place.at("volume/materials"));  // made up here: no case names it, and its bytes are not those of a hash
  fs::create_directory(place.at("back"));
  auto const empty = node(place.at("back"));
  auto const restored = place.run("restore", "volume", "back");
  CHECK_MESSAGE(restored.exit == 0, (restored.out + restored.err));
  CHECK(node(place.at("back")) == empty);
  CHECK(place.has("back/guicheng.db"));
  CHECK_FALSE(place.has("back/.restoring"));
}

TEST_CASE("backup: a link to an empty folder stays a link, and what a broken-off attempt left is taken away") {
  Place const place;
  fs::create_directories(place.at("far/.incomplete/materials"));
  write_text(place.at("far/.incomplete/guicheng.db"), "half");
  fs::create_directory_symlink(place.at("far"), place.at("link"));
  auto const ended = place.run("backup", "data", "link");
  CHECK_MESSAGE(ended.exit == 0, ended.err);
  CHECK(fs::is_symlink(place.at("link")));
  CHECK(place.names("far") == whole);
  CHECK(place.run("backup", "data", "new").exit == 0);
  CHECK(place.names("new") == whole);
}

TEST_CASE("backup: what fails leaves an empty folder empty") {
  Place const place;
  fs::create_directory(place.at("volume"));
  write_text(place.at("data/accounts.db"), std::string(8192, 'x'));
  CHECK(place.run("backup", "data", "volume").exit == 2);
  CHECK(place.names("volume").empty());
}

TEST_CASE("backup: it is never made in what it is made from, nor is its source taken away") {
  Place const place;
  for (auto const* from : {"x.incomplete", "x.incomplete/data", "d.restoring"}) {
    fs::create_directories(place.at(from));
    fs::copy(place.at("data"), place.at(from), fs::copy_options::recursive);
  }
  fs::remove_all(place.at("d.restoring/materials"));
  struct Case { std::string command, from, to; };
  for (auto const& [command, from, to] : std::vector<Case>{{"backup", "x.incomplete", "x"}, {"backup", "x.incomplete/data", "x"}, {"backup", "data", "data/inside"},
                                                           {"restore", "d.restoring", "d"}}) {
    auto const refused = place.run(command, from, to);
    CHECK(refused.exit == 2);
    CHECK_MESSAGE(holds(refused.err, "lie one in the other"), refused.err);
    CHECK(place.has(from + "/guicheng.db"));
    CHECK_FALSE(place.has(to));
  }
}

TEST_CASE("backup: nobody needs to write beside a folder that is there") {
  if (::geteuid() == 0) return;  // who may write everywhere
  Place const place;
  fs::create_directories(place.at("locked/volume"));
  fs::permissions(place.at("locked"), fs::perms::owner_read | fs::perms::owner_exec);
  CHECK(place.run("backup", "data", "locked/volume").exit == 0);
  CHECK(place.names("locked/volume") == whole);
  fs::permissions(place.at("locked"), fs::perms::owner_all);
}

TEST_CASE("restore: where the data lie is told though the folder around them cannot be synced") {
  if (::geteuid() == 0) return;  // who may read every folder
  Place const place;
  fs::remove_all(place.at("data/materials"));  // its bytes are not those of a hash
  REQUIRE(place.run("backup", "data", "copy").exit == 0);
  fs::create_directories(place.at("around"));
  fs::copy(place.at("data"), place.at("around/to"), fs::copy_options::recursive);
  fs::permissions(place.at("around"), fs::perms::owner_write | fs::perms::owner_exec);
  auto const ended = cli::run({"restore", "--replace", place.at("copy"), place.at("around/to")});
  fs::permissions(place.at("around"), fs::perms::owner_all);
  CHECK(ended.exit == 2);
  CHECK_MESSAGE(holds(ended.err, "What was there lies in " + place.at("around/to.before") + "."), ended.err);
  CHECK(place.has("around/to.before/guicheng.db"));
}

TEST_CASE("restore: a mount point is not replaced, and it is said at once what helps") {
  Place const place;
  REQUIRE(place.run("backup", "data", "copy").exit == 0);
  auto const ended = cli::run({"restore", "--replace", place.at("copy"), "/proc"});
  CHECK(ended.exit == 2);
  CHECK(ended.err == "guicheng: /proc is a mount point: the backup cannot take its place. Empty it, having copied what is to be kept, and leave --replace away; "
                     "or keep the data in a folder below it.\n");
  CHECK_FALSE(fs::exists("/proc.restoring"));
}
