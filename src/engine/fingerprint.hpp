// What a repeated command must repeat.
#pragma once

#include <guicheng/engine.hpp>

namespace guicheng {

/// The same for the same system, case and command, whoever asks and whenever.
std::string fingerprint(Request const&);
/// A command in a word or two, for the log: `do review/accept`. Holds no data.
std::string describe(Command const&);

}  // namespace guicheng
