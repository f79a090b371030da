// The kinds of YAML files: each is told by the first key of the file.
#pragma once

#include "system/shape.hpp"

#include <span>
#include <string_view>

namespace guicheng {

struct FileKind {
  std::string_view name;    ///< also the first key: `workflow`
  Shape const& (*shape)();
};

std::span<FileKind const> file_kinds() noexcept;
/// The kind a file says it is, or null.
FileKind const* kind_of(YamlDocument const&) noexcept;
/// The kind of which this is the shape, or null.
FileKind const* kind_of(Shape const&) noexcept;

}  // namespace guicheng
