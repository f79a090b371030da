// Materials: files handed in and read back, always through the case and its rights.
#include "handlers.hpp"

namespace guicheng::http {

Step put_material(CallPtr const& call) { return not_found(call->request); }
Step get_material(CallPtr const& call) { return not_found(call->request); }
Step delete_material(CallPtr const& call) { return not_found(call->request); }

}  // namespace guicheng::http
