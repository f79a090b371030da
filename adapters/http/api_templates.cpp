// Forms to download: the `template` of a material's slot. Its bytes were read when the service started.
#include "handlers.hpp"

#include "download.hpp"
#include "view_workflow.hpp"

#include <guicheng/hash.hpp>

#include <algorithm>

namespace guicheng::http {

Step get_template(CallPtr const& call) {
  auto const system = find_system(*call);
  auto const* workflow = system ? system->find_workflow(call->captures[1]) : nullptr;
  if (!workflow) return not_found(call->request);
  auto const& slots = workflow->form.materials;
  auto const slot = std::ranges::find(slots, call->captures[2], &Material::name);
  if (slot == slots.end() || slot->form_template.empty()) return not_found(call->request);
  auto const found = call->api.options.templates.find({system->id, slot->form_template});
  if (found == call->api.options.templates.end()) return not_found(call->request);
  auto const tag = "\"" + sha256_hex(found->second) + "\"";
  if (call->request.field("if-none-match") == tag) return Response{304, {{"ETag", tag}}, {}, {}};
  auto const name = template_name(*slot);
  auto const dot = name.rfind('.');
  auto const type = media_type(dot == std::string::npos ? std::string_view{} : std::string_view{name}.substr(dot + 1));
  return Response{200, {{"Content-Type", std::string{type}}, {"Content-Disposition", content_disposition(name)}, {"ETag", tag}}, found->second, {}};
}

}  // namespace guicheng::http
