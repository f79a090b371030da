// Token issuers from a file: [{"issuer", "audience", "keys": [{"id", "algorithm": "RS256", "pem": "key.pem"}], "id", "name",
// "organisation", "division", "roles", "type", "skew_seconds"}], where the last seven name claims and may be left out.
#pragma once

#include <guicheng/http.hpp>

namespace guicheng::cli {

/// Paths of keys are relative to the file. Errors: those of read_data; bad_definition.
Result<std::vector<JwtIssuer>> read_issuers(std::string const& path);

}  // namespace guicheng::cli
