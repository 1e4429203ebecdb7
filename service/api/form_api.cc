#include "service/api/form_api.h"

namespace heng::api {

using core::FormFiles;
using core::Method;

FormApi::Reactor* FormApi::ListLayouts(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kListLayouts, request, response, form_files_, &FormFiles::ListLayouts);
}

FormApi::Reactor* FormApi::ExportForm(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kExportForm, request, response, form_files_, &FormFiles::ExportForm);
}

FormApi::Reactor* FormApi::ReadForm(Context* context, const Bytes* request, Bytes* response) {
  return runner_->Run(context, Method::kReadForm, request, response, form_files_, &FormFiles::ReadForm);
}

}  // namespace heng::api
