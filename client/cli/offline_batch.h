// A command over many files that needs no server: files are read and worked on by several threads and answered for in
// the order given. Errors are those the server gives for the same form.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "client/cli/batch.h"
#include "client/cli/interrupt.h"
#include "client/cli/ordered_work.h"
#include "heng/v1/evaluation.pb.h"

namespace heng::cli {

// INVALID_FIELDS where the form (with `contacts`: or its personal data) is not well made, as the server says it.
std::optional<RpcError> CheckFields(const heng::v1::Evaluation& evaluation, bool contacts);

// `compute` runs on several threads, on forms without wrong fields only; `print` on this one, in the order of the
// files.
template <typename T>
ExitCode RunOfflineBatch(const Session& session, BatchResult* result,
                         const std::function<T(const heng::v1::FormContent&)>& compute,
                         const std::function<void(const std::string&, const FormFile&, T*)>& print) {
  struct Item {
    LoadedFile loaded;
    std::optional<RpcError> error;
    std::optional<T> value;
  };
  const auto& files = session.options.files;
  const bool contacts = session.options.run == RunCheck;  // a submission would look at them too
  const auto finish = [&](LoadedFile loaded) {
    Item item{std::move(loaded), std::nullopt, std::nullopt};
    if (!item.loaded.file) return item;
    FormFile& file = *item.loaded.file;
    item.error = NameOwner(session.options, file.sheet, file.evaluation.mutable_form());
    if (!item.error) item.error = CheckFields(file.evaluation, contacts);
    if (!item.error) item.value = compute(file.evaluation.form());
    return item;
  };
  // Read on this thread, so that Ctrl-C ends the reading.
  std::optional<LoadedFile> standard_input;
  for (const std::string& file : files) {
    if (file == "-") standard_input = LoadFormFile(file, session.console.in);
  }
  OrderedWork<Item> work(files.size(), std::thread::hardware_concurrency(), [&](std::size_t i) {
    // Only one file may be "-", so only one thread takes it.
    return finish(files[i] == "-" ? std::move(*standard_input) : LoadFormFile(files[i], session.console.in));
  });
  Item item;
  const auto load = [&](const std::string&) {
    item = work.Next();
    return std::move(item.loaded);
  };
  const auto account = [&](const std::string& path, const FormFile& file) -> std::optional<RpcError> {
    if (!item.error) print(path, file, &*item.value);
    return item.error;
  };
  return RunBatch(session, result, load, account, [](const FormFile&, const RpcError&) {});
}

}  // namespace heng::cli
