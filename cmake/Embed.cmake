# Writes a C++ file that holds text files; see heng_embed in HengToolchain.cmake.
set(body "")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  file(READ ${file} hex HEX)
  # Bytes, not a string literal: no limit on length and no escaping to get wrong.
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(MAKE_C_IDENTIFIER "kBytes_${name}" id)
  string(APPEND arrays "const char ${id}[] = {${bytes}'\\0'};\n")
  string(APPEND body "    {\"${name}\", std::string(${id}, sizeof(${id}) - 1)},\n")
endforeach()
file(WRITE ${OUT}
     "#include <string>\n#include <utility>\n#include <vector>\n"
     "namespace {\n${arrays}}\n"
     "namespace heng::embedded {\n"
     "extern const std::vector<std::pair<std::string, std::string>> ${SYMBOL};\n"
     "const std::vector<std::pair<std::string, std::string>> ${SYMBOL} = {\n${body}};\n"
     "}\n")
