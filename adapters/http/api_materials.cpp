// Materials: files handed in and read back, always through the case and its rights. The engine judges type, size and
// name of a file; here its bytes are kept, and its type is seen by its content.
#include "handlers.hpp"

#include "download.hpp"

#include <guicheng/material.hpp>
#include <guicheng/material_store.hpp>

#include <algorithm>

namespace guicheng::http {
namespace {

/// A file on its way in.
struct Incoming {
  std::unique_ptr<MaterialStore::Upload> upload;
  std::string first;                            // as many bytes as `sniff` wants
  FileRef file;

  Result<void> take(std::string_view bytes) {
    file.size += bytes.size();
    if (first.size() < sniffed_bytes) first.append(bytes.substr(0, sniffed_bytes - first.size()));
    return upload->append(bytes);
  }
};

Value view_file(FileRef const& file) {
  return Context{{"slot", file.slot}, {"name", file.name}, {"type", file.type}, {"size", static_cast<std::int64_t>(file.size)}, {"hash", file.hash}};
}

/// What the engine would say to such a file; nothing where it would take it.
std::optional<Refusal> refusal_of(Call const& call, SeenCase const& found, FileRef file) {
  auto const& [system, workflow, state] = found.seen;
  auto decision = decide(*system, *workflow, state, AttachFile{std::move(file)}, found.actor, call.now, found.reader->view());
  auto* const refusal = std::get_if<Refusal>(&decision);
  return refusal ? std::optional{std::move(*refusal)} : std::nullopt;
}

/// Asks with what the bytes are like, before they are kept: those of a wrong type, size or name go at once. A repeated key may
/// stand for what is done already, so with one all is left to the engine.
std::optional<Response> refused_by_content(Call const& call, FileRef const& file) {
  if (call.request.head.find("idempotency-key")) return {};
  auto const found = see_case(call);
  auto const* const seen = std::get_if<SeenCase>(&found);
  auto const refusal = seen ? refusal_of(call, *seen, file) : std::nullopt;
  if (!refusal || refusal->code != "inputs") return {};
  return answer(*refusal, call.request);
}

// The bytes are safe before the command that names them goes out; refused by it after all, they stay behind for the sweep.
Step attach(CallPtr const& call, CaseId id, std::shared_ptr<Incoming> const& incoming) {
  return Compute{[call, id, incoming]() -> Step {
    auto& file = incoming->file;
    file.type = sniff(incoming->first);
    if (auto no = refused_by_content(*call, file)) {
      incoming->upload.reset();
      return std::move(*no);
    }
    auto kept = incoming->upload->keep();
    if (!kept) return answer(kept.error(), call->request);
    file.size = kept->size;
    file.hash = kept->hash;
    return submit(call, call->captures[0], id, AttachFile{file}, [file](Reply const& reply) -> Step {
      auto out = json_answer(Context{{"id", reply.case_id}, {"seq", static_cast<std::int64_t>(reply.seq)}, {"repeated", reply.repeated}, {"file", view_file(file)}}, 201);
      out.fields.emplace_back("ETag", etag(reply.seq));
      return out;
    });
  }};
}

/// Asks beforehand what the engine will ask anyway: the bytes of who may not hand in are not taken to the disk at all.
/// A repeated key may stand for what is done already, so with one a full slot is left to the engine.
std::optional<Refusal> refused_beforehand(Call const& call, SeenCase const& found, Material const& slot, FileRef file) {
  file.type = slot.accept.empty() ? "pdf" : slot.accept.front();
  file.size = 1;
  auto refusal = refusal_of(call, found, std::move(file));
  if (!refusal) return {};
  auto const is_full = std::ranges::any_of(refusal->items, [](RefusalItem const& item) { return item.code == "material.count"; });
  if (refusal->code == "inputs" && (!is_full || call.request.head.find("idempotency-key"))) return {};
  return refusal;
}

Response unsatisfiable(Call const& call, std::uint64_t size) {
  auto out = answer(Problem{416, "http.range", "范围超出文件", "The range lies outside the file.", {}}, call.request);
  out.fields.emplace_back("Content-Range", "bytes */" + std::to_string(size));
  return out;
}

}  // namespace

Step put_material(CallPtr const& call) {
  auto found = see_case(*call);
  if (auto* no = std::get_if<Response>(&found)) return std::move(*no);
  auto const& seen = std::get<SeenCase>(found).seen;
  auto const& slots = seen.workflow->form.materials;
  auto const slot = std::ranges::find(slots, call->captures[2], &Material::name);
  if (slot == slots.end() || !call->api.materials) return not_found(call->request);
  auto incoming = std::make_shared<Incoming>();
  incoming->file.slot = slot->name;
  incoming->file.name = clean_file_name(*call->query("name"));
  if (auto const refused = refused_beforehand(*call, std::get<SeenCase>(found), *slot, incoming->file)) return answer(*refused, call->request);
  auto upload = call->api.materials->begin();
  if (!upload) return answer(upload.error(), call->request);
  incoming->upload = std::move(*upload);
  return Receive{slot->max_size, [incoming](std::string_view bytes) { return incoming->take(bytes); },
                 [call, id = seen.state.id, incoming]() { return attach(call, id, incoming); }, false};
}

Step get_material(CallPtr const& call) {
  auto found = see_case(*call);
  if (auto* no = std::get_if<Response>(&found)) return std::move(*no);
  auto const& files = std::get<SeenCase>(found).seen.state.files;
  auto const file = std::ranges::find_if(files, [&](FileRef const& one) { return one.slot == call->captures[2] && one.hash == call->captures[3]; });
  if (file == files.end() || !call->api.materials) return not_found(call->request);
  auto content = call->api.materials->open(file->hash);
  if (!content) return answer(content.error(), call->request);
  auto const tag = "\"" + file->hash + "\"";
  auto const& request = call->request;
  auto const size = (*content)->size();
  Part part{0, size};
  auto const if_range = request.field("if-range");
  auto const kind = if_range.empty() || if_range == tag ? read_range(request.field("range"), size, part) : RangeKind::whole;
  if (kind == RangeKind::unsatisfiable) return unsatisfiable(*call, size);
  if (request.field("if-none-match") == tag) return Response{304, {{"ETag", tag}}, {}, {}};
  Response out{kind == RangeKind::part ? 206u : 200u,
               {{"Content-Type", std::string{media_type(file->type)}}, {"Content-Disposition", content_disposition(file->name)},
                {"Accept-Ranges", "bytes"}, {"ETag", tag}}, {}, {}};
  if (kind == RangeKind::part)
    out.fields.emplace_back("Content-Range", "bytes " + std::to_string(part.offset) + "-" + std::to_string(part.offset + part.length - 1) + "/" + std::to_string(size));
  out.source = std::make_shared<Source>(Source{part.offset, part.length, [bytes = *content](std::uint64_t offset, std::span<char> to) { return bytes->read(offset, to); }});
  return out;
}

Step delete_material(CallPtr const& call) {
  auto const id = read_case_id(call->captures[1]);
  if (!id || !find_system(*call)) return not_found(call->request);
  return submit(call, call->captures[0], *id, RemoveFile{call->captures[2], call->captures[3]}, [](Reply const& reply) -> Step {
    auto out = json_answer(Context{{"id", reply.case_id}, {"seq", static_cast<std::int64_t>(reply.seq)}, {"repeated", reply.repeated}});
    out.fields.emplace_back("ETag", etag(reply.seq));
    return out;
  });
}

}  // namespace guicheng::http
