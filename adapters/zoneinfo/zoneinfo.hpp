// The machine's time zones, read from a folder of TZif files.
#pragma once

#include <guicheng/temporal.hpp>

#include <string>

namespace guicheng {

/// Every zone under a folder, by its IANA name (`Asia/Shanghai`). The folders `posix` and `right`, which repeat the same
/// zones, and files that are no TZif are passed over. Errors: not_found where there is no such folder or no zone in it;
/// bad_definition where a TZif file is broken.
Result<TimeZones> read_zoneinfo(std::string const& folder = "/usr/share/zoneinfo");

}  // namespace guicheng
