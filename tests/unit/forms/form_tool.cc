// Reads and writes forms as spreadsheets, for tests that make them with other programs.
//
//   form_tool read FILE.xlsx [LAYOUT]        prints a ReadFormResponse as JSON; exit code 1 and a sentence if refused
//   form_tool write LAYOUT FILE.json OUT.xlsx
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "proto/json/json.h"
#include "service/forms/layouts.h"
#include "service/forms/page.h"
#include "service/forms/read_form.h"
#include "service/forms/write_xlsx.h"

namespace {

std::string Slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

int Read(const std::string& path, const std::string& layout) {
  const auto read = heng::forms::ReadFormFile(Slurp(path), {layout});
  if (const auto* mistake = std::get_if<heng::forms::Mistake>(&read)) {
    std::cerr << mistake->id << ": " << mistake->zh << "\n" << mistake->en << "\n";
    return 1;
  }
  const auto& result = std::get<heng::forms::ReadResult>(read);
  heng::v1::ReadFormResponse response;
  response.set_layout(result.layout);
  if (result.is_target) {
    *response.mutable_target() = result.target;
  } else {
    *response.mutable_evaluation() = result.evaluation;
  }
  for (const auto& cell : result.cells) *response.add_cells() = cell;
  for (const auto& problem : result.problems) *response.add_problems() = problem;
  std::cout << heng::json::WriteMessage(response);
  return 0;
}

template <typename Form>
int WriteForm(const heng::v1::Layout& layout, const std::string& from, const std::string& to) {
  Form form;
  for (const auto& mistake : heng::json::ReadMessage(Slurp(from), &form)) {
    std::cerr << mistake.path << ": " << mistake.en << "\n";
    return 1;
  }
  const heng::forms::PaperForm paper = heng::forms::PaperFormOf(form);
  const auto file = heng::forms::WriteXlsx(heng::forms::Place(layout, paper), paper);
  if (!file.ok()) {
    std::cerr << file.status() << "\n";
    return 1;
  }
  std::ofstream(to, std::ios::binary) << *file;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "read" && (argc == 3 || argc == 4)) return Read(argv[2], argc == 4 ? argv[3] : "");
  const heng::v1::Layout* layout = argc == 5 ? heng::forms::FindLayout(argv[2]) : nullptr;
  if (command != "write" || layout == nullptr) {
    std::cerr << "form_tool read FILE [LAYOUT] | form_tool write LAYOUT FILE.json OUT.xlsx\n";
    return 2;
  }
  return layout->form_type() == heng::v1::TARGET ? WriteForm<heng::v1::Target>(*layout, argv[3], argv[4])
                                                 : WriteForm<heng::v1::Evaluation>(*layout, argv[3], argv[4]);
}
