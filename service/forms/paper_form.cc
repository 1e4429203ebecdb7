#include "service/forms/page.h"

namespace heng::forms {
namespace {

template <typename Stored>
PaperForm FormOf(const Stored& stored) {
  PaperForm form;
  form.content = &stored.form();
  if (stored.has_contacts()) form.contacts = &stored.contacts();
  form.name = stored.name();
  form.etag = stored.etag();
  form.update_time = stored.update_time().seconds() * 1'000'000 + stored.update_time().nanos() / 1000;
  return form;
}

}  // namespace

PaperForm PaperFormOf(const heng::v1::Evaluation& evaluation) {
  PaperForm form = FormOf(evaluation);
  if (!evaluation.has_score()) return form;
  form.score = &evaluation.score();
  form.findings = &evaluation.score().findings();
  return form;
}

PaperForm PaperFormOf(const heng::v1::Target& target) {
  PaperForm form = FormOf(target);
  form.findings = &target.findings();
  return form;
}

}  // namespace heng::forms
