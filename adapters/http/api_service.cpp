// The service about itself: health, readiness, metrics, its own description.
#include "handlers.hpp"

namespace guicheng::http {

Step get_health(CallPtr const&) { return json_answer(Context{{"status", "ok"}}); }

// Ready means: not stopping, and the store can be read.
Step get_readiness(CallPtr const& call) {
  auto reader = call->api.borrow_reader();
  bool const readable = reader && (*reader)->find_case(1).has_value();
  if (readable && call->api.ready) return json_answer(Context{{"status", "ok"}});
  return answer(Problem{503, "http.not_ready", "服务未就绪", "The service is not ready.", {}}, call->request);
}

Step get_metrics(CallPtr const& call) {
  return Response{200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, call->api.metrics.write(), {}};
}

Step get_openapi(CallPtr const&) {
  static std::string const text = write_openapi(routes());
  return Response{200, {{"Content-Type", "application/json"}, {"Cache-Control", "max-age=300"}}, text, {}};
}

}  // namespace guicheng::http
