#include "service/core/paper/form_files.h"

#include "service/core/errors.h"

namespace heng::core {

void FormFiles::ListLayouts(const CallContext&, const heng::v1::ListLayoutsRequest&, Reply reply) {
  reply(UnreadableRequest());
}
void FormFiles::ExportForm(const CallContext&, const heng::v1::ExportFormRequest&, Reply reply) {
  reply(UnreadableRequest());
}
void FormFiles::ReadForm(const CallContext&, const heng::v1::ReadFormRequest&, Reply reply) {
  reply(UnreadableRequest());
}

}  // namespace heng::core
