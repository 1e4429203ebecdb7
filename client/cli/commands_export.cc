// heng export and heng layout: forms as files, and how they look.
#include <filesystem>
#include <set>

#include "client/cli/any_form.h"
#include "client/cli/choices.h"
#include "client/cli/form_labels.h"
#include "client/cli/interrupt.h"
#include "client/cli/json_text.h"
#include "client/cli/labels.h"
#include "client/cli/table.h"
#include "client/cli/text_width.h"
#include "client/cli/write_file.h"

namespace heng::cli {
namespace {

namespace fs = std::filesystem;

using heng::v1::ExportFormRequest;
using heng::v1::ExportFormResponse;
using heng::v1::Layout;

constexpr unsigned kMode = 0644;

heng::v1::FileFormat FormatOf(const std::string& format) {
  if (format == "pdf") return heng::v1::PDF;
  return format == "html" ? heng::v1::HTML : heng::v1::XLSX;
}

// A name in one folder: whatever a server says, nothing is written elsewhere.
std::string SafeFileName(const std::string& name, const std::string& otherwise) {
  const bool safe = !name.empty() && name.front() != '.' && name.size() < 256 && name.find('/') == std::string::npos &&
                    SafeText(name) == name;
  return safe ? name : otherwise;
}

// Of one command: where the next file goes.
class Places {
 public:
  explicit Places(const Session& session) : options_(session.options) {
    std::error_code error;
    folder_ = options_.out.empty() || fs::is_directory(options_.out, error) || options_.out.ends_with('/');
  }
  // Several forms need a folder.
  bool fits(std::size_t forms) const { return folder_ || forms < 2; }
  bool to_stdout() const { return options_.out == "-"; }

  std::string For(const std::string& file_name) {
    if (!folder_) return options_.out;
    // Two forms of one command may have one name; on the disk nothing is overwritten.
    std::string name = file_name;
    for (int i = 2; !taken_.insert(name).second; ++i) {
      const fs::path path(file_name);
      name = path.stem().string() + "-" + std::to_string(i) + path.extension().string();
    }
    return options_.out.empty() ? name : (fs::path(options_.out) / name).string();
  }

 private:
  const Options& options_;
  bool folder_ = false;
  std::set<std::string> taken_;
};

struct Exported {
  std::string file_name, content, layout;
  std::vector<std::string> left_out;
};

// The form as JSON, as heng eval show -o json prints it.
Answer<Exported> ExportJson(const Session& session, const std::string& name) {
  const auto form = GetForm(session, name, session.options.revision);
  if (!form.ok()) return {form.error, {}};
  return {std::nullopt, {name.substr(name.find('/') + 1) + ".json", json::WriteMessage(form.value.message()), "", {}}};
}

Answer<Exported> Export(const Session& session, const ExportFormRequest& request, const std::string& otherwise) {
  auto answer = session.client.Call(&FormFiles::ExportForm, request);
  if (!answer.ok()) return {answer.error, {}};
  ExportFormResponse& response = answer.value;
  Exported exported;
  exported.file_name = SafeFileName(response.file().file_name(), otherwise);
  exported.content = std::move(*response.mutable_file()->mutable_content());
  exported.layout = response.layout();
  exported.left_out.assign(response.left_out().begin(), response.left_out().end());
  return {std::nullopt, std::move(exported)};
}

Answer<Exported> ExportByName(const Session& session, const std::string& name) {
  const Options& options = session.options;
  if (options.format == "json") return ExportJson(session, name);
  ExportFormRequest request;
  request.set_name(name);
  request.set_revision(options.revision);
  request.set_format(FormatOf(options.format));
  request.set_layout(options.layout);
  request.set_findings(options.findings);
  return Export(session, request, name.substr(name.find('/') + 1) + "." + options.format);
}

void PrintExported(const Session& session, const std::string& name, const std::string& path, const Exported& exported) {
  const Console& console = session.console;
  if (session.Json()) {
    std::string left_out;
    for (const std::string& field : exported.left_out) left_out += (left_out.empty() ? "" : ",") + JsonString(field);
    console.out << "{\"name\":" << JsonString(name) << ",\"file\":" << JsonString(path)
                << ",\"bytes\":" << exported.content.size() << ",\"layout\":" << JsonString(exported.layout)
                << ",\"left_out\":[" << left_out << "]}\n"
                << std::flush;
    return;
  }
  console.out << SafeText(path) << "\n" << std::flush;
  if (exported.left_out.empty()) return;
  std::string fields;
  for (const std::string& field : exported.left_out) {
    fields += (fields.empty() ? "" : console.Say("、", ", ")) + FieldLabel(field, console.language);
  }
  const bool kept = session.options.format == "xlsx";
  console.Note(SafeText(path) + console.Say("：版式 ", ": the layout ") + exported.layout +
               console.Say(" 没有栏目：", " has no place for: ") + SafeText(fields) +
               (kept ? console.Say("（文件里保留，导入时不丢）。", " (kept in the file; nothing is lost on import).")
                     : console.Say("。", ".")));
}

std::optional<RpcError> Save(const Session& session, const std::string& path, const std::string& content) {
  return session.options.force ? ReplaceFile(path, content, kMode) : CreateFile(path, content, kMode);
}

// One file: written, or to stdout.
ExitCode Put(const Session& session, Places* places, const std::string& name, const Answer<Exported>& exported) {
  if (!exported.ok()) return Report(session, name, *exported.error);
  if (places->to_stdout()) {
    session.console.out << exported.value.content << std::flush;
    return ExitCode::kOk;
  }
  const std::string path = places->For(exported.value.file_name);
  if (const auto error = Save(session, path, exported.value.content)) return Report(session, name, *error);
  PrintExported(session, name, path, exported.value);
  return ExitCode::kOk;
}

ExitCode NotAFolder(const Session& session) {
  Report(session, "",
         LocalError("WRONG_FILE", session.options.out + "：导出多张表时 --out 须是已有的目录。",
                    session.options.out + ": for several forms --out is a folder that exists."));
  return ExitCode::kUsage;
}

Answer<heng::v1::ListLayoutsResponse> ListLayouts(const Session& session) {
  return session.client.Call(&FormFiles::ListLayouts, {});
}

}  // namespace

ExitCode RunExport(const Session& session) {
  const auto& names = session.options.names;
  Places places(session);
  if (!places.fits(names.size())) return NotAFolder(session);
  BatchResult result;
  Progress progress(session.console, session.Json() ? 0 : names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    progress.Step(names[i]);
    const auto exported = ExportByName(session, names[i]);
    progress.Clear();
    const ExitCode code = Put(session, &places, names[i], exported);
    if (code == ExitCode::kOk) {
      result.Succeeded();
      continue;
    }
    result.Failed(code);
    if (code != ExitCode::kUnreachable && !Interrupted()) continue;
    for (std::size_t left = i + 1; left < names.size(); ++left) result.Failed(code);
    break;
  }
  return result.Result(names.size());
}

ExitCode RunLayoutList(const Session& session) {
  const Console& console = session.console;
  const auto answer = ListLayouts(session);
  if (!answer.ok()) return Report(session, "", *answer.error);
  Table table({{console.Say("版式", "Layout")},
               {console.Say("名称", "Title"), Align::kLeft, true},
               {console.Say("表", "Form")},
               {console.Say("纸张", "Paper")},
               {console.Say("依据", "Source"), Align::kLeft, true}});
  for (const Layout& layout : answer.value.layouts()) {
    if (session.Json()) {
      console.out << json::WriteMessage(layout, json::Style::kLine) << "\n";
      continue;
    }
    table.AddRow({layout.id(), layout.title(), ChoiceLabel(layout.form_type(), console.language),
                  layout.landscape() ? console.Say("A4 横", "A4 landscape") : console.Say("A4 竖", "A4 portrait"),
                  layout.source()});
  }
  if (!table.empty()) console.out << table.Render(console.width);
  return ExitCode::kOk;
}

ExitCode RunLayoutTemplate(const Session& session) {
  const Options& options = session.options;
  const auto layouts = ListLayouts(session);
  if (!layouts.ok()) return Report(session, "", *layouts.error);
  ExportFormRequest request;
  request.set_layout(options.layout);
  request.set_format(heng::v1::XLSX);
  // An unknown layout is the server's to refuse.
  bool target = false;
  for (const Layout& layout : layouts.value.layouts()) {
    if (layout.id() == options.layout) target = layout.form_type() == heng::v1::TARGET;
  }
  const auto fill = [&](auto* form) {
    form->set_org(options.org);
    form->set_subject(options.project);
    form->set_fiscal_year(options.fiscal_year);
  };
  if (target) {
    fill(request.mutable_target()->mutable_form());
  } else {
    fill(request.mutable_evaluation()->mutable_form());
  }
  Places places(session);
  return Put(session, &places, options.layout, Export(session, request, options.layout + ".xlsx"));
}

}  // namespace heng::cli
