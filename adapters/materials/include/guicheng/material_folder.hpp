// Materials in a folder, each file under the hash of its bytes.
#pragma once

#include <guicheng/material_store.hpp>

namespace guicheng {

/// Makes the folder where it is missing. Files lie in `ab/cdef…`, uploads at hand in `incoming/`; a plain copy of the
/// folder is a backup. Errors: storage.
Result<std::shared_ptr<MaterialStore>> open_material_folder(std::string const& folder);

}  // namespace guicheng
