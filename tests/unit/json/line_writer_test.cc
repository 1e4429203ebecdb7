// The printer of lines says byte by byte what protobuf's own printer says.
#include "proto/json/line_writer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "google/rpc/error_details.pb.h"
#include "heng/v1/evaluation_service.pb.h"
#include "heng/v1/event.pb.h"
#include "proto/json/json.h"

namespace heng::json {
namespace {

using google::protobuf::Message;

void ExpectSame(const Message& message) {
  EXPECT_EQ(WriteMessage(message, Style::kLine), PrintedByProtobuf(message, /*pretty=*/false));
}

std::string Utf8(uint32_t c) {
  std::string text;
  const auto add = [&text](uint32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xC0 | c >> 6);
    add(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    add(0xE0 | c >> 12);
    add(0x80 | (c >> 6 & 0x3F));
    add(0x80 | (c & 0x3F));
  } else {
    add(0xF0 | c >> 18);
    add(0x80 | (c >> 12 & 0x3F));
    add(0x80 | (c >> 6 & 0x3F));
    add(0x80 | (c & 0x3F));
  }
  return text;
}

TEST(LineWriter, EscapesEveryCharacterAsProtobufDoes) {
  constexpr uint32_t kStep = 0x400, kEnd = 0x110000;
  for (uint32_t from = 0; from < kEnd; from += kStep) {
    if (from >= 0xD800 && from < 0xE000) continue;  // no characters
    std::string text;
    for (uint32_t c = from; c < from + kStep; ++c) text += Utf8(c) + "a";
    heng::v1::Evaluation message;
    message.set_name(text);
    ExpectSame(message);
    ASSERT_FALSE(HasFailure()) << from;
  }
}

TEST(LineWriter, WritesSeedsAsProtobufDoes) {
  int forms = 0;
  for (const auto& entry : std::filesystem::directory_iterator(HENG_SOURCE_DIR "/tests/data/seeds")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path());
    std::ostringstream text;
    text << in.rdbuf();
    heng::v1::SubmitEvaluationRequest request;
    auto* const evaluation = request.mutable_evaluation();
    if (!ReadMessage(text.str(), evaluation).empty()) continue;
    ++forms;
    ExpectSame(request);
  }
  EXPECT_GT(forms, 0);
}

// Every field of `message` that is no message itself, twice where it is repeated; `depth` levels down.
void Fill(Message* message, int depth, int seed) {
  const auto& reflection = *message->GetReflection();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const auto* const field = message->GetDescriptor()->field(i);
    using Field = google::protobuf::FieldDescriptor;
    if (field->is_map()) continue;
    for (int n = 0; n < (field->is_repeated() ? 2 : 1); ++n) {
      const bool many = field->is_repeated();
      const int value = seed + n + i;
      switch (field->cpp_type()) {
        case Field::CPPTYPE_STRING: {
          const std::string text = "文\n<" + std::to_string(value);
          many ? reflection.AddString(message, field, text) : reflection.SetString(message, field, text);
          break;
        }
        case Field::CPPTYPE_INT32:
          many ? reflection.AddInt32(message, field, -value) : reflection.SetInt32(message, field, -value);
          break;
        case Field::CPPTYPE_INT64:
          many ? reflection.AddInt64(message, field, -value) : reflection.SetInt64(message, field, -value);
          break;
        case Field::CPPTYPE_BOOL:
          many ? reflection.AddBool(message, field, true) : reflection.SetBool(message, field, true);
          break;
        case Field::CPPTYPE_ENUM: {
          const int number = field->enum_type()->value(value % field->enum_type()->value_count())->number();
          many ? reflection.AddEnumValue(message, field, number) : reflection.SetEnumValue(message, field, number);
          break;
        }
        case Field::CPPTYPE_MESSAGE: {
          if (depth == 0) break;
          Fill(many ? reflection.AddMessage(message, field) : reflection.MutableMessage(message, field), depth - 1,
               seed * 7 + n);
          break;
        }
        default:
          break;
      }
    }
  }
}

TEST(LineWriter, WritesEveryMessageOfTheContractAsProtobufDoes) {
  heng::v1::Evaluation::descriptor();  // links the contract
  const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
  int types = 0;
  for (const char* file : {"access_service", "budget_service", "directory_service", "evaluation_service",
                           "event_service", "form_service", "policy_service", "report_service", "sample_service",
                           "target_service", "workflow_service", "event", "result", "score"}) {
    const auto* const descriptor = pool->FindFileByName("heng/v1/" + std::string(file) + ".proto");
    if (descriptor == nullptr) continue;
    for (int i = 0; i < descriptor->message_type_count(); ++i) {
      const auto* const prototype =
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor->message_type(i));
      for (int depth = 0; depth < 4; ++depth) {
        std::unique_ptr<Message> message(prototype->New());
        Fill(message.get(), depth, depth + i);
        ExpectSame(*message);
      }
      ++types;
    }
  }
  EXPECT_GT(types, 20);
}

TEST(LineWriter, LeavesWhatItDoesNotKnowToProtobuf) {
  google::rpc::ErrorInfo info;
  info.set_reason("R");
  (*info.mutable_metadata())["key"] = "<值>";
  EXPECT_EQ(WriteMessage(info, Style::kLine), R"({"reason":"R","metadata":{"key":"<值>"}})");
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  EXPECT_EQ(WriteMessage(retry, Style::kLine), R"({"retryDelay":"1s"})");
  EXPECT_EQ(WriteMessage(google::rpc::ErrorInfo(), Style::kLine), "{}");
}

TEST(LineWriter, AnUnknownNumberOfAnEnumStaysANumber) {
  heng::v1::Evaluation message;
  message.set_state(static_cast<heng::v1::Evaluation::State>(77));
  ExpectSame(message);
  EXPECT_EQ(Quoted("a\"\n<衡>"), R"("a\"\n<衡>")");
}

}  // namespace
}  // namespace heng::json
