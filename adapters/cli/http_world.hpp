// A world over HTTP: the real service on a free port of loopback, with a clock of its own.
#pragma once

#include "engine_world.hpp"

#include <guicheng/store.hpp>
#include <guicheng/world.hpp>

#include <memory>

namespace guicheng::cli {

/// @param folder  for the bytes of materials
Result<std::unique_ptr<World>> open_http_world(std::shared_ptr<Store>, std::shared_ptr<System const>, SampleWorld const&, Bundles const&,
                                               std::string const& folder);

}  // namespace guicheng::cli
