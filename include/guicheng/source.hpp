// Texts handed in by the caller: the library itself opens no file.
#pragma once

#include <map>
#include <string>

namespace guicheng {

/// Texts by path. Paths use `/`; imports are resolved relative to the importing file, and never leave this map.
using Sources = std::map<std::string, std::string, std::less<>>;

/// `a/b/x.yaml` importing `../c/y.yaml` means `a/c/y.yaml`. Leading `..` that leave the root are kept and found nowhere.
std::string resolve_path(std::string_view from_file, std::string_view import);

}  // namespace guicheng
