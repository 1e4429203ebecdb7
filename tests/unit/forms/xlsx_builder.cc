#include "tests/unit/forms/xlsx_builder.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "minizip/zip.h"

namespace heng::forms::test {
namespace {

struct Memory {
  std::string bytes;
  size_t at = 0;
};

Memory& Of(void* stream) { return *static_cast<Memory*>(stream); }

zlib_filefunc64_def InMemory(Memory* memory) {
  zlib_filefunc64_def io = {};
  io.zopen64_file = [](void* opaque, const void*, int) { return opaque; };
  io.zread_file = [](void*, void*, void*, uLong) -> uLong { return 0; };
  io.zwrite_file = [](void*, void* stream, const void* buffer, uLong size) -> uLong {
    Memory& to = Of(stream);
    if (to.bytes.size() < to.at + size) to.bytes.resize(to.at + size);
    std::memcpy(to.bytes.data() + to.at, buffer, size);
    to.at += size;
    return size;
  };
  io.ztell64_file = [](void*, void* stream) -> ZPOS64_T { return Of(stream).at; };
  io.zseek64_file = [](void*, void* stream, ZPOS64_T offset, int origin) -> long {
    Memory& in = Of(stream);
    in.at = (origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
             : origin == ZLIB_FILEFUNC_SEEK_CUR ? in.at
                                                : in.bytes.size()) +
            offset;
    return 0;
  };
  io.zclose_file = [](void*, void*) { return 0; };
  io.zerror_file = [](void*, void*) { return 0; };
  io.opaque = memory;
  return io;
}

void Check(bool ok) {
  if (!ok) throw std::runtime_error("the archive of a test can't be written");
}

void Add(zipFile zip, const ZipPart& part) {
  const zip_fileinfo info = {};
  Check(zipOpenNewFileInZip2_64(zip, part.name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr,
                                part.stored ? 0 : Z_DEFLATED, Z_DEFAULT_COMPRESSION, part.raw ? 1 : 0, 0) == ZIP_OK);
  Check(zipWriteInFileInZip(zip, part.content.data(), static_cast<unsigned>(part.content.size())) == ZIP_OK);
  Check((part.raw ? zipCloseFileInZipRaw64(zip, part.unpacked, part.crc) : zipCloseFileInZip(zip)) == ZIP_OK);
}

const std::string kHead = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)"
                          "\n";
const std::string kTypes = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

}  // namespace

std::string Zip(const std::vector<ZipPart>& parts) {
  Memory memory;
  zlib_filefunc64_def io = InMemory(&memory);
  zipFile zip = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &io);
  Check(zip != nullptr);
  for (const ZipPart& part : parts) Add(zip, part);
  Check(zipClose(zip, nullptr) == ZIP_OK);
  return memory.bytes;
}

ZipPart Repeated(std::string name, char byte, uint64_t megabytes) {
  ZipPart part = {std::move(name), "", false, true, megabytes << 20, 0};
  std::string piece(1u << 20, byte), out(1u << 16, '\0');
  z_stream stream = {};
  Check(deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(piece.data());
  stream.avail_in = static_cast<uInt>(piece.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  Check(deflate(&stream, Z_FULL_FLUSH) == Z_OK && stream.avail_out > 0);  // then it can stand after any other
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  const uLong crc = crc32(0, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
  uLong all = crc32(0, nullptr, 0);
  for (uint64_t i = 0; i < megabytes; ++i) {
    part.content += out;
    all = crc32_combine(all, crc, static_cast<z_off_t>(piece.size()));
  }
  part.content += std::string("\3\0", 2);  // an empty block, the last
  part.crc = static_cast<uint32_t>(all);
  return part;
}

std::string ContentTypes(std::string_view workbook_type) {
  return kHead + R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)" +
         R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)" +
         R"(<Default Extension="xml" ContentType="application/xml"/>)" +
         R"(<Override PartName="/xl/workbook.xml" ContentType=")" + std::string(workbook_type) + R"("/></Types>)";
}

std::string WorkbookXml(const std::vector<std::string>& sheets, std::string_view properties) {
  std::string xml = kHead + "<workbook xmlns=\"" + std::string(kMain) + "\" xmlns:r=\"" + kTypes + "\"><workbookPr " +
                    std::string(properties) + "/><sheets>";
  for (const std::string& sheet : sheets) xml += "<sheet " + sheet + "/>";
  return xml + "</sheets></workbook>";
}

std::string Relationships(const std::vector<Target>& targets) {
  std::string xml = kHead + R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";
  for (size_t i = 0; i < targets.size(); ++i) {
    xml += "<Relationship Id=\"rId" + std::to_string(i + 1) + "\" Type=\"" + kTypes + "/" + targets[i].kind +
           "\" Target=\"" + targets[i].target + "\"/>";
  }
  return xml + "</Relationships>";
}

std::string SheetXml(std::string_view rows, std::string_view before, std::string_view after) {
  return kHead + "<worksheet xmlns=\"" + std::string(kMain) + "\">" + std::string(before) + "<sheetData>" +
         std::string(rows) + "</sheetData>" + std::string(after) + "</worksheet>";
}

std::vector<ZipPart> Book::Parts() const {
  std::vector<Target> targets = {{"worksheet", "worksheets/sheet1.xml"}};
  std::vector<ZipPart> parts = {
      {"[Content_Types].xml",
       ContentTypes("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")},
      {"_rels/.rels", Relationships({{"officeDocument", "xl/workbook.xml"}})},
      {"xl/workbook.xml", WorkbookXml({R"(name="表" sheetId="1" r:id="rId1")"}, workbook_properties)},
      {"xl/worksheets/sheet1.xml", SheetXml(rows, before, after)}};
  if (!strings.empty()) {
    parts.push_back(
        {"xl/sharedStrings.xml", kHead + "<sst xmlns=\"" + std::string(kMain) + "\">" + strings + "</sst>"});
    targets.push_back({"sharedStrings", "sharedStrings.xml"});
  }
  if (!formats.empty()) {
    parts.push_back(
        {"xl/styles.xml", kHead + "<styleSheet xmlns=\"" + std::string(kMain) + "\">" + formats + "</styleSheet>"});
    targets.push_back({"styles", "styles.xml"});
  }
  parts.push_back({"xl/_rels/workbook.xml.rels", Relationships(targets)});
  parts.insert(parts.end(), more.begin(), more.end());
  return parts;
}

std::string Formats(const std::vector<std::string>& codes) {
  std::string custom, cells;
  for (size_t i = 0; i < codes.size(); ++i) {
    std::string id = codes[i];
    if (id.empty() || id.find_first_not_of("0123456789") != std::string::npos) {
      id = std::to_string(164 + i);
      std::string code;
      for (const char c : codes[i])
        code += c == '"' ? "&quot;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
      custom.append("<numFmt numFmtId=\"").append(id).append("\" formatCode=\"").append(code).append("\"/>");
    }
    cells += "<xf numFmtId=\"" + id + "\" fontId=\"0\"/>";
  }
  return "<numFmts>" + custom + "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>" + cells +
         "</cellXfs>";
}

}  // namespace heng::forms::test
