// The sample world as accounts that one can log in with, for trying things out on one's own machine.
#pragma once

#include <guicheng/http.hpp>
#include <guicheng/scenario.hpp>

namespace guicheng::cli {

inline constexpr char demo_password[] = "Guicheng-demo-1";

struct DemoSystem { std::shared_ptr<System const> system; SampleWorld world; };

/// For a system without a sample world: an applicant, and for each role somebody who has it and its name.
SampleWorld invented_world(System const&);
/// An account for each person, and `admin` for accounts; those that are there stay as they are. The records of the sample
/// worlds are put into an empty store. Errors: storage; bad_definition where two
/// people have one name.
Result<void> add_demo(AccountStore&, Store&, std::vector<DemoSystem> const&, Instant now);
/// For each role of each system somebody who has it, and a line to try.
void print_demo(std::vector<DemoSystem> const&, std::string const& address);

}  // namespace guicheng::cli
