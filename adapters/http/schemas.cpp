// JSON Schemas (2020-12) of bodies and answers, by name; OpenAPI shows them and the tests hold the answers to them.
#include "router.hpp"

#include <array>

namespace guicheng::http {
namespace {

constexpr std::array<NamedSchema, 31> all{{
    {"Status", R"({"type":"object","required":["status"],"properties":{"status":{"type":"string"}}})"},
    {"Problem", R"({"type":"object","description":"RFC 9457","required":["type","title","status","code","instance"],"properties":{
      "type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"code":{"type":"string"},"instance":{"type":"string"},
      "items":{"type":"array","items":{"$ref":"#/components/schemas/Item"}}},"additionalProperties":false})"},
    {"Item", R"({"type":"object","description":"one thing that is missing or in the way","required":["code","text"],"properties":{
      "code":{"type":"string"},"text":{"type":"string"},"where":{"type":"string"},"remedy":{"type":"string"},"why":{"type":"string"}},"additionalProperties":false})"},
    {"Login", R"({"type":"object","required":["user","password"],"properties":{"user":{"type":"string"},"password":{"type":"string"}},"additionalProperties":false})"},
    {"Session", R"({"type":"object","required":["token","csrf","expires","me"],"properties":{"token":{"type":"string"},
      "csrf":{"type":"string","description":"goes into X-CSRF-Token with the cookie"},"expires":{"type":"string","format":"date-time"},
      "me":{"$ref":"#/components/schemas/Person"}},"additionalProperties":false})"},
    {"PasswordChange", R"({"type":"object","required":["old","new"],"properties":{"old":{"type":"string"},"new":{"type":"string","minLength":10}},"additionalProperties":false})"},
    {"Roles", R"({"type":"object","description":"system to roles","additionalProperties":{"type":"array","items":{"type":"string"}}})"},
    {"Person", R"({"type":"object","required":["id","name","organisation","division","administrator","roles"],"properties":{"id":{"type":"string"},
      "name":{"type":"string"},"organisation":{"type":"string"},"division":{"type":"string"},"administrator":{"type":"boolean"},
      "roles":{"$ref":"#/components/schemas/Roles"}},"additionalProperties":false})"},
    {"Account", R"({"type":"object","required":["id","name","organisation","division","administrator","roles","failures"],"properties":{"id":{"type":"string"},
      "name":{"type":"string"},"organisation":{"type":"string"},"division":{"type":"string"},"administrator":{"type":"boolean"},
      "roles":{"$ref":"#/components/schemas/Roles"},"failures":{"type":"integer"},"expires":{"type":"string","format":"date-time"},
      "locked_until":{"type":"string","format":"date-time"}},"additionalProperties":false})"},
    {"Accounts", R"({"type":"object","required":["accounts"],"properties":{"accounts":{"type":"array","items":{"$ref":"#/components/schemas/Account"}}}})"},
    {"NewAccount", R"({"type":"object","required":["id","name","password"],"properties":{"token":{"type":"string","description":"the first-run token"},
      "id":{"type":"string"},"name":{"type":"string"},"password":{"type":"string","minLength":10},"organisation":{"type":"string"},"division":{"type":"string"},
      "administrator":{"type":"boolean"},"roles":{"$ref":"#/components/schemas/Roles"}},"additionalProperties":false})"},
    {"AccountChange", R"({"type":"object","properties":{"name":{"type":"string"},"password":{"type":"string","minLength":10},"organisation":{"type":"string"},
      "division":{"type":"string"},"roles":{"$ref":"#/components/schemas/Roles"},"closed":{"type":"boolean"},"unlock":{"type":"boolean"}},"additionalProperties":false})"},
    {"Systems", R"({"type":"object","required":["systems"],"properties":{"systems":{"type":"array","items":{"type":"object","required":["id","title"],
      "properties":{"id":{"type":"string"},"title":{"type":"string"}}}}}})"},
    {"System", R"({"type":"object","required":["id","title","zone","workflows","records","divisions"],"properties":{"id":{"type":"string"},"title":{"type":"string"},
      "zone":{"type":"string"},"workflows":{"type":"array","items":{"type":"object","required":["id","title","version","start_by"]}},
      "records":{"type":"array","items":{"type":"object","required":["name","title","key"]}},
      "divisions":{"type":"array","items":{"type":"object","required":["code","name"]}}}})"},
    {"Field", R"({"type":"object","required":["name","title","type","required"],"properties":{"name":{"type":"string"},"title":{"type":"string"},
      "type":{"type":"string","enum":["text","number","boolean","date","choice","choices","list","uscc","resident id","division","mobile","record"]},
      "required":{"type":"boolean"},"required_when":{"type":"string","description":"FEEL"},"help":{"type":"string"},"unit":{"type":"string"},
      "options":{"type":"array","items":{"type":"string"}},"record":{"type":"string"},"personal":{"type":"boolean"},"default":{},
      "min_length":{"type":"integer"},"max_length":{"type":"integer"},"min":{"type":"number"},"max":{"type":"number"},"digits":{"type":"integer"},
      "min_items":{"type":"integer"},"max_items":{"type":"integer"},"of":{"type":"array","items":{"$ref":"#/components/schemas/Field"}}},"additionalProperties":false})"},
    {"Workflow", R"({"type":"object","required":["system","id","title","version","law","hash","start_by","first_stage","modules","materials","stages","ends"],"properties":{
      "modules":{"type":"array","items":{"type":"object","required":["name","title","fields"],"properties":{"fields":{"type":"array","items":{"$ref":"#/components/schemas/Field"}}}}},
      "materials":{"type":"array","items":{"type":"object","required":["name","title","required","accept","max_size","max_files"]}},
      "stages":{"type":"array","items":{"type":"object","required":["id","title","by","actions"]}},
      "ends":{"type":"array","items":{"type":"object","required":["id","title","kind"]}}}})"},
    {"Start", R"({"type":"object","required":["workflow"],"properties":{"workflow":{"type":"string"},"data":{"type":"object","description":"module to field to value"}},"additionalProperties":false})"},
    {"Reply", R"({"type":"object","required":["id","seq","repeated"],"properties":{"id":{"type":"integer"},"seq":{"type":"integer"},
      "repeated":{"type":"boolean","description":"answered from an earlier request with the same Idempotency-Key"}},"additionalProperties":false})"},
    {"Position", R"({"type":"object","required":["stage","title","entered","returned"],"properties":{"stage":{"type":"string"},"title":{"type":"string"},
      "entered":{"type":"string","format":"date-time"},"returned":{"type":"boolean"},"due":{"type":"string","format":"date"}},"additionalProperties":false})"},
    {"Case", R"({"type":"object","required":["id","system","workflow","version","title","status","status_title","applicant","division","started","changed","seq",
      "positions","data","materials","numbers","results","clocks","available"],"properties":{"id":{"type":"integer"},"seq":{"type":"integer"},
      "title":{"type":"string"},"status":{"type":"string","enum":["open","ended"]},"status_title":{"type":"string"},"end":{"type":"string"},
      "positions":{"type":"array","items":{"$ref":"#/components/schemas/Position"}},"data":{"type":"object"},
      "materials":{"type":"array","items":{"$ref":"#/components/schemas/File"}},"numbers":{"type":"object"},"results":{"type":"object"},
      "clocks":{"type":"array","items":{"type":"object"}},
      "warnings":{"type":"array","items":{"$ref":"#/components/schemas/Item"}},"available":{"$ref":"#/components/schemas/Available"}}})"},
    {"Available", R"({"type":"object","required":["actions","editing"],"properties":{"actions":{"type":"array","items":{"type":"object",
      "required":["stage","action","title","kind","inputs","missing"],"properties":{"inputs":{"type":"array","items":{"$ref":"#/components/schemas/Field"}},
      "missing":{"type":"array","items":{"$ref":"#/components/schemas/Item"}}}}},"editing":{"type":"object","required":["all","paths"]}}})"},
    {"CasePage", R"({"type":"object","required":["cases"],"properties":{"next":{"type":"string"},"cases":{"type":"array","items":{"type":"object",
      "required":["id","workflow","version","title","status","positions","organisation","division","started","changed","seq"],
      "properties":{"positions":{"type":"array","items":{"$ref":"#/components/schemas/Position"}}}}}},"additionalProperties":false})"},
    {"Action", R"({"type":"object","properties":{"stage":{"type":"string","description":"where several are open"},"input":{"type":"object"}},"additionalProperties":false})"},
    {"History", R"({"type":"object","required":["acts","seq"],"properties":{"seq":{"type":"integer"},"acts":{"type":"array","items":{"type":"object",
      "required":["seq","at","by","from","to","actions","changed"],"properties":{"at":{"type":"string","format":"date-time"},"from":{"type":"array"},"to":{"type":"array"},
      "actions":{"type":"array"},"changed":{"type":"array","items":{"type":"string"}},"reason":{"type":"string","description":"code of an automatic act"},"reason_text":{"type":"string"}}}}},"additionalProperties":false})"},
    {"Counts", R"({"type":"object","required":["counts","open"],"properties":{"open":{"type":"integer"},"counts":{"type":"array","items":{"type":"object",
      "required":["workflow","stage","title","open"]}}},"additionalProperties":false})"},
    {"File", R"({"type":"object","required":["slot","name","type","size","hash"],"properties":{"slot":{"type":"string"},"name":{"type":"string"},
      "type":{"type":"string"},"size":{"type":"integer"},"hash":{"type":"string"}},"additionalProperties":false})"},
    {"Upload", R"({"type":"object","required":["id","seq","repeated","file"],"properties":{"id":{"type":"integer"},"seq":{"type":"integer"},
      "repeated":{"type":"boolean"},"file":{"$ref":"#/components/schemas/File"}},"additionalProperties":false})"},
    {"Record", R"({"type":"object","required":["type","key","version","fields","changed_by","valid"],"properties":{"type":{"type":"string"},"key":{"type":"string"},
      "version":{"type":"integer"},"fields":{"type":"object"},"changed_by":{"type":"integer"},"valid":{"type":"boolean"}},"additionalProperties":false})"},
    {"RecordPage", R"({"type":"object","required":["records"],"properties":{"next":{"type":"string"},"records":{"type":"array","items":{"$ref":"#/components/schemas/Record"}}},"additionalProperties":false})"},
    {"RecordHistory", R"({"type":"object","required":["changes"],"properties":{"changes":{"type":"array","items":{"type":"object",
      "required":["version","at","by","case","fields"]}}},"additionalProperties":false})"},
    {"Empty", R"({"type":"object"})"},
}};

}  // namespace

std::span<NamedSchema const> schemas() { return all; }

}  // namespace guicheng::http
