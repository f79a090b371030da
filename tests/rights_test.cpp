#include <guicheng/workflow.hpp>

#include "workflow_test.hpp"

using namespace guicheng;
using namespace guicheng::samples;

namespace {
std::string seen(World& world, Actor const& actor, char const* field) {
  auto const data = masked_data(world.system, world.workflow(), world.state(), actor);
  return *data.context()->find("基本信息")->context()->find(field)->string();
}
std::string first_id(World& world, Actor const& actor) {
  auto const data = masked_data(world.system, world.workflow(), world.state(), actor);
  return *data.context()->find("人员情况")->context()->find("专职工作人员")->list()->front().context()->find("证件号码")->string();
}
}  // namespace

TEST_CASE("rights: a division covers what lies beneath it") {
  CHECK(division_covers("120000", "120103"));
  CHECK(division_covers("120103", "120103"));
  CHECK(division_covers("120100", "120103"));
  CHECK(division_covers("120103", "120103001000"));
  CHECK(division_covers("120103001000", "120103001001"));
  CHECK(division_covers("120103100", "120103100001"));
  CHECK_FALSE(division_covers("120103100", "120103101"));
  CHECK_FALSE(division_covers("120103001000", "120103002001"));
  CHECK_FALSE(division_covers("120103", "120104"));
  CHECK_FALSE(division_covers("120103", "120000"));
  CHECK_FALSE(division_covers("", "120103"));
  CHECK_FALSE(division_covers("120000", ""));
  CHECK_FALSE(division_covers("120000", "130000"));
}

TEST_CASE("rights: a case is seen by its applicant, by its offices within reach, and by its viewers") {
  World world;
  hand_in(world);
  auto const sees = [&](Actor const& actor) { return may_see(world.system, world.workflow(), world.state(), actor); };
  auto colleague = company();
  colleague.id = "another";
  CHECK(sees(company()));
  CHECK(sees(colleague));
  CHECK(sees(hexi_acceptance()));
  CHECK(sees(hexi_approval()));
  CHECK(sees(hexi_leader()));
  CHECK(sees(city()));
  CHECK_FALSE(sees(nankai_acceptance()));
  CHECK_FALSE(sees(other_company()));
  CHECK_FALSE(sees(person("冯平", "120103", {})));
  CHECK_FALSE(sees(person("王芳", "120103", {})));
  CHECK_FALSE(may_see(world.system, world.workflow(), CaseState{}, city()));
}

TEST_CASE("rights: a draft is seen by its own alone, and by whoever may act in its stage") {
  World world;
  fill_in(world);
  auto const sees = [&](Actor const& actor) { return may_see(world.system, world.workflow(), world.state(), actor); };
  CHECK(sees(company()));
  for (auto const& actor : {hexi_acceptance(), hexi_approval(), hexi_leader(), city()}) CHECK_FALSE(sees(actor));

  auto& first = world.workflow().stages.front();
  first.actions.front().by = "受理岗";
  CHECK(sees(hexi_acceptance()));
  CHECK_FALSE(sees(nankai_acceptance()));
  CHECK_FALSE(sees(city()));
  first.actions.front().by.clear();

  first.by = "受理岗";  // starting hands it over
  CHECK(sees(hexi_approval()));
  CHECK(sees(city()));
  first.by = "applicant";

  auto state = world.state();
  state.status = CaseStatus::ended;
  state.positions.clear();
  auto& end = world.workflow().ends.front();
  state.end = end.id;
  end.hidden = true;
  CHECK_FALSE(may_see(world.system, world.workflow(), state, city()));
  end.hidden = false;  // withdrawn, and told so
  CHECK(may_see(world.system, world.workflow(), state, city()));
}

TEST_CASE("rights: personal fields are masked for those who need not know, inside lists too") {
  World world;
  hand_in(world);
  CHECK(seen(world, hexi_acceptance(), "联系电话") == "138****0001");
  CHECK(first_id(world, hexi_acceptance()) == "110101**********11");
  CHECK(seen(world, hexi_approval(), "联系电话") == "13800000001");
  CHECK(first_id(world, company()) == "110101188001010011");
  CHECK(seen(world, hexi_acceptance(), "机构名称") == "甲人力资源有限公司");
}

TEST_CASE("rights: what was handed in with an action is masked like the data, by the reach over the case") {
  World world;
  hand_in(world);
  Action take;
  auto list = field("人员", FieldKind::list);
  list.of = {field("证件号码", FieldKind::resident_id)};
  take.inputs = {field("电话", FieldKind::mobile), list, reason()};
  Value const input = Context{{"电话", "13800000001"}, {"人员", List{Context{{"证件号码", "110101188001010062"}}}}, {"原因", "补正"}};
  auto const seen = [&](Actor const& actor) { return masked_input(world.system, take, world.state(), input, actor); };
  Value const masked = Context{{"电话", "138****0001"}, {"人员", List{Context{{"证件号码", "110101**********62"}}}}, {"原因", "补正"}};
  CHECK(seen(company()) == input);
  CHECK(seen(hexi_approval()) == input);
  CHECK(seen(hexi_acceptance()) == masked);
  CHECK(seen(person("吴刚", "120104", {"审核岗"})) == masked);
}

TEST_CASE("rights: records are seen by their organisation and by the offices of their division") {
  auto const made = samples::system();
  auto const& type = made.records.front();
  Record const record{"行政许可", "A", Context{{"统一社会信用代码", "911201030000001159"}, {"行政区划", "120103"}, {"联系电话", "13800000001"}}, 1, 1};
  CHECK(may_see(made, type, record, company()));
  CHECK(may_see(made, type, record, hexi_acceptance()));
  CHECK(may_see(made, type, record, city()));
  CHECK_FALSE(may_see(made, type, record, nankai_acceptance()));
  CHECK_FALSE(may_see(made, type, record, other_company()));
  auto const phone = [&](Actor const& actor) { return *masked_fields(made, type, record, actor).context()->find("联系电话")->string(); };
  CHECK(phone(company()) == "13800000001");
  CHECK(phone(hexi_approval()) == "13800000001");
  CHECK(phone(hexi_acceptance()) == "138****0001");
}

TEST_CASE("rights: a mask never shows more than it should") {
  CHECK(mask(FieldKind::resident_id, "11010519491231002X") == "110105**********2X");
  CHECK(mask(FieldKind::mobile, "13800000001") == "138****0001");
  CHECK(mask(FieldKind::mobile, "1380") == "****");
  CHECK(mask(FieldKind::resident_id, "12345678") == "********");
  CHECK(mask(FieldKind::text, "张三") == "***");
}
