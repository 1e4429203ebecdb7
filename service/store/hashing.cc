#include "service/store/hashing.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <optional>
#include <tuple>

#include "service/store/records.h"

namespace heng::store {
namespace {

void Append(std::string& out, int64_t value) {
  const auto bits = static_cast<uint64_t>(value);
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(bits >> shift));
}

void Append(std::string& out, const std::string& text) {
  Append(out, static_cast<int64_t>(text.size()));
  out.append(text);
}

void Append(std::string& out, const std::optional<int64_t>& value) {
  out.push_back(value ? '\1' : '\0');
  if (value) Append(out, *value);
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

void Must(bool ok) {
  if (!ok) std::abort();  // SHA-256 itself cannot fail; only a libcrypto without it, or no memory
}

// One context per thread: making and fetching one costs more than hashing a header.
std::string Digest(std::initializer_list<const std::string*> parts) {
  static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  Must(kAlgorithm != nullptr && context != nullptr && EVP_DigestInit_ex2(context.get(), kAlgorithm, nullptr) == 1);
  for (const std::string* part : parts) Must(EVP_DigestUpdate(context.get(), part->data(), part->size()) == 1);
  std::string digest(kSha256Size, '\0');
  Must(EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr) == 1);
  return digest;
}

}  // namespace

std::string Sha256(const std::string& bytes) { return Digest({&bytes}); }

std::string CanonicalBytes(const Header& header) {
  std::string out;
  out.reserve(512);
  Append(out, std::string("heng.header.1"));
  const auto append_all = [&out](const auto&... field) { (Append(out, field), ...); };
  std::apply(append_all, FirstHeaderFields(header));
  static const auto* const kNew = new Header();
  if (LifeFields(header) == LifeFields(*kNew)) return out;
  Append(out, std::string("heng.header.2"));
  std::apply(append_all, LifeFields(header));
  return out;
}

std::string CanonicalBytes(const Entry& entry) {
  std::string out;
  out.reserve(256);
  Append(out, std::string("heng.entry.1"));
  Append(out, entry.name);
  Append(out, entry.collection);
  Append(out, entry.sequence);
  Append(out, entry.etag);
  Append(out, entry.org_id);
  Append(out, int64_t{entry.active});
  Append(out, int64_t{entry.resident});
  return out;
}

namespace {

std::string ContentSha256(const std::string& form, const std::string& score, const std::string& contacts) {
  std::string before_form, before_score, before_contacts;  // the lengths; the bytes are hashed where they are
  Append(before_form, std::string("heng.revision.1"));
  Append(before_form, static_cast<int64_t>(form.size()));
  Append(before_score, static_cast<int64_t>(score.size()));
  Append(before_contacts, static_cast<int64_t>(contacts.size()));
  return Digest({&before_form, &form, &before_score, &score, &before_contacts, &contacts});
}

}  // namespace

std::string RevisionSha256(const Revision& revision) {
  if (revision.review.empty()) return ContentSha256(revision.form, revision.score, revision.contacts);
  std::string before_form, before_score, before_contacts, before_review;
  Append(before_form, std::string("heng.revision.2"));
  Append(before_form, static_cast<int64_t>(revision.form.size()));
  Append(before_score, static_cast<int64_t>(revision.score.size()));
  Append(before_contacts, static_cast<int64_t>(revision.contacts.size()));
  Append(before_review, static_cast<int64_t>(revision.review.size()));
  return Digest({&before_form, &revision.form, &before_score, &revision.score, &before_contacts, &revision.contacts,
                 &before_review, &revision.review});
}

std::string BodySha256(const Entry& entry) {
  static const std::string kNone;
  return ContentSha256(entry.body, kNone, kNone);
}

std::string EventSha256(const Event& event) {
  std::string out;
  out.reserve(512);
  Append(out, std::string("heng.event.1"));
  std::apply([&out](const auto&... field) { (Append(out, field), ...); }, EventFields(event));
  for (const std::string* hash : {&event.revision_sha256, &event.header_sha256, &event.previous_sha256}) {
    Append(out, *hash);
  }
  return Digest({&out});
}

}  // namespace heng::store
