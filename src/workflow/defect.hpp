// What is wrong with a definition, before it is known where its text stands.
#pragma once

#include <string>
#include <vector>

namespace guicheng {

/// One defect of a workflow.
struct Defect {
  std::string code;
  std::vector<std::string> at;  ///< keys from the top of the file: {"stages", "approval", "outcomes", "grant"}; all actions under `outcomes`
  std::string text, remedy;
  bool error = true;
};

}  // namespace guicheng
