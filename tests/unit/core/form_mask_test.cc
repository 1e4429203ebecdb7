#include "service/core/form_mask.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "heng/v1/evaluation.pb.h"
#include "service/core/errors.h"

namespace heng::core {
namespace {

using heng::v1::Contacts;
using heng::v1::Evaluation;
using heng::v1::FormContent;

google::protobuf::FieldMask Mask(const std::vector<std::string>& paths) {
  google::protobuf::FieldMask mask;
  for (const auto& path : paths) mask.add_paths(path);
  return mask;
}

FormContent OldForm() {
  FormContent form;
  form.set_title("旧");
  form.set_project_name("旧名");
  form.set_claimed_total("90");
  form.add_indicators()->set_id("r1");
  form.add_indicators()->set_id("r2");
  form.mutable_funds()->mutable_total()->set_executed("1.00");
  return form;
}

Evaluation NewEvaluation() {
  Evaluation evaluation;
  evaluation.mutable_form()->set_title("新");
  evaluation.mutable_form()->add_indicators()->set_id("r9");
  evaluation.mutable_form()->mutable_funds()->set_adjustment_reason("调整");
  evaluation.mutable_contacts()->set_phone("123");
  return evaluation;
}

absl::Status ApplyMask(const Evaluation& given, const google::protobuf::FieldMask& mask, FormContent* form,
                       Contacts* contacts) {
  return core::ApplyMask(given.form(), given.has_contacts() ? &given.contacts() : nullptr, mask, form, contacts);
}

TEST(FormMask, ANamedFieldIsReplacedWholeAndOthersStay) {
  FormContent form = OldForm();
  Contacts contacts;
  ASSERT_TRUE(ApplyMask(NewEvaluation(), Mask({"form.indicators", "form.funds"}), &form, &contacts).ok());
  ASSERT_EQ(form.indicators_size(), 1);
  EXPECT_EQ(form.indicators(0).id(), "r9");
  EXPECT_EQ(form.funds().adjustment_reason(), "调整");
  EXPECT_FALSE(form.funds().has_total()) << "replaced, not merged";
  EXPECT_EQ(form.title(), "旧");
  EXPECT_EQ(contacts.phone(), "");
}

TEST(FormMask, ANamedFieldThatIsAbsentBecomesAbsent) {
  FormContent form = OldForm();
  Contacts contacts;
  ASSERT_TRUE(ApplyMask(NewEvaluation(), Mask({"form.claimed_total", "form.project_name"}), &form, &contacts).ok());
  EXPECT_FALSE(form.has_claimed_total());
  EXPECT_EQ(form.project_name(), "");
}

TEST(FormMask, EveryTopLevelFieldCanBeNamed) {
  const auto* descriptor = FormContent::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    FormContent form = OldForm();
    Contacts contacts;
    EXPECT_TRUE(ApplyMask(NewEvaluation(), Mask({"form." + descriptor->field(i)->name()}), &form, &contacts).ok())
        << descriptor->field(i)->name();
  }
}

TEST(FormMask, ContactsAreReplacedByTheirOwnPath) {
  FormContent form = OldForm();
  Contacts contacts;
  contacts.set_preparer("张三");
  ASSERT_TRUE(ApplyMask(NewEvaluation(), Mask({"contacts"}), &form, &contacts).ok());
  EXPECT_EQ(contacts.phone(), "123");
  EXPECT_EQ(contacts.preparer(), "");
  EXPECT_EQ(form.title(), "旧");
}

TEST(FormMask, AnEmptyMaskReplacesTheFormAndContactsWhereGiven) {
  FormContent form = OldForm();
  Contacts contacts;
  contacts.set_preparer("张三");
  Evaluation evaluation = NewEvaluation();
  evaluation.clear_contacts();
  ASSERT_TRUE(ApplyMask(evaluation, Mask({}), &form, &contacts).ok());
  EXPECT_EQ(form.SerializeAsString(), evaluation.form().SerializeAsString());
  EXPECT_EQ(contacts.preparer(), "张三");
  ASSERT_TRUE(ApplyMask(NewEvaluation(), Mask({}), &form, &contacts).ok());
  EXPECT_EQ(contacts.phone(), "123");
}

TEST(FormMask, PathsThatAreNoneAreAllNamed) {
  FormContent form = OldForm();
  Contacts contacts;
  const auto status = ApplyMask(
      NewEvaluation(), Mask({"form.nothing", "form", "form.funds.total", "score", "", "form.", "contacts.phone"}),
      &form, &contacts);
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
  google::rpc::Status details;
  ASSERT_TRUE(ReadDetails(status, &details));
  std::vector<std::string> fields;
  for (const auto& any : details.details()) {
    google::rpc::BadRequest bad;
    if (!any.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  }
  EXPECT_EQ(fields, (std::vector<std::string>{"updateMask.paths[0]", "updateMask.paths[2]", "updateMask.paths[3]",
                                              "updateMask.paths[4]", "updateMask.paths[5]", "updateMask.paths[6]"}));
}

}  // namespace
}  // namespace heng::core
