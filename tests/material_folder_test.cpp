#include <guicheng/material_folder.hpp>

#include "test.hpp"

#include "http/temporary_folder.hpp"

#include <guicheng/hash.hpp>

namespace guicheng {
namespace {

std::size_t files_in(http::TemporaryFolder const& folder) {
  std::size_t count = 0;
  for (auto const& entry : std::filesystem::recursive_directory_iterator{folder.path("")}) count += entry.is_regular_file() ? 1 : 0;
  return count;
}

MaterialStore::Upload::Kept put(MaterialStore& store, std::string_view bytes) {
  auto upload = store.begin().value();
  for (auto const c : bytes) REQUIRE(upload->append({&c, 1}));
  return upload->keep().value();
}

std::string get(MaterialStore const& store, std::string_view hash) {
  auto const content = store.open(hash).value();
  std::string out(static_cast<std::size_t>(content->size()), '\0');
  CHECK(content->read(0, out).value() == out.size());
  return out;
}

}  // namespace

TEST_CASE("materials: bytes come back under the hash of their content, and equal ones lie there once") {
  http::TemporaryFolder const folder;
  auto const store = open_material_folder(folder.path("m")).value();
  auto const kept = put(*store, "%PDF-1.7 hello");
  CHECK(kept.hash == sha256_hex("%PDF-1.7 hello"));
  CHECK(kept.size == 14);
  CHECK(put(*store, "%PDF-1.7 hello").hash == kept.hash);
  CHECK(files_in(folder) == 1);
  CHECK(get(*open_material_folder(folder.path("m")).value(), kept.hash) == "%PDF-1.7 hello");

  std::string part(5, '\0');
  CHECK(store->open(kept.hash).value()->read(9, part).value() == 5);
  CHECK(part == "hello");
  CHECK(store->open(kept.hash).value()->read(14, part).value() == 0);
}

TEST_CASE("materials: an upload that is not kept leaves nothing") {
  http::TemporaryFolder const folder;
  auto const store = open_material_folder(folder.path("m")).value();
  {
    auto const upload = store->begin().value();
    REQUIRE(upload->append("half a fi"));
    CHECK(files_in(folder) == 1);
  }
  CHECK(files_in(folder) == 0);
}

TEST_CASE("materials: only a hash names a material") {
  http::TemporaryFolder const folder;
  auto const store = open_material_folder(folder.path("m")).value();
  for (auto const* name : {"", "../../etc/passwd", "ab", "../m/00"}) CHECK(store->open(name).error().code == Errc::not_found);
  CHECK(store->open(sha256_hex("never put")).error().code == Errc::not_found);
  CHECK(store->open(std::string(64, 'A')).error().code == Errc::not_found);
}

TEST_CASE("materials: a sweep removes what nothing names, and what is held stays readable") {
  http::TemporaryFolder const folder;
  auto const store = open_material_folder(folder.path("m")).value();
  auto const named = put(*store, "named"), orphan = put(*store, "orphan");
  auto const held = store->open(orphan.hash).value();
  auto const is_named = [&](std::string_view hash) { return hash == named.hash; };
  CHECK(store->sweep(is_named, Instant{}).value() == 0);
  CHECK(store->sweep(is_named, Instant{std::int64_t{1} << 50}).value() == 1);
  CHECK(get(*store, named.hash) == "named");
  CHECK_FALSE(store->open(orphan.hash));
  std::string bytes(6, '\0');
  CHECK(held->read(0, bytes).value() == 6);
}

}  // namespace guicheng
