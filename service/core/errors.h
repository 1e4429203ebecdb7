// The catalogue of errors users see. Every error a caller can get is made here and nowhere else: a canonical code, a
// stable reason for programs, an English and a Chinese message that say what is wrong, with which value, and what to
// do. The reason, both texts and the field violations travel in the status as a serialized google.rpc.Status; the
// front ends (api, gateway) only copy them out.
//
// The table of reasons is in service/core/README.md; a test compares the two.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "heng/v1/score.pb.h"
#include "scoring/form_check.h"
#include "service/core/access/methods.h"
#include "service/forms/mistake.h"

namespace heng::core {

enum class Action : uint8_t;  // workflow/table.h
struct RefusalText;           // workflow/texts.h

// Details are kept below this size: gRPC carries them in trailing metadata, which is limited to 8 KB by default.
inline constexpr size_t kMaxDetailBytes = 4096;

// A value of a caller as messages quote it: in quotation marks, a long one cut between characters.
std::string Quoted(std::string_view value);

// INVALID_ARGUMENT
absl::Status InvalidFields(const std::vector<scoring::Violation>& violations);                // INVALID_FIELDS
absl::Status InvalidField(std::string_view field, std::string_view zh, std::string_view en);  // INVALID_FIELDS
absl::Status BadName(std::string_view field, std::string_view name);  // INVALID_FIELDS: a resource name that is none
scoring::Violation BadNameViolation(std::string_view field, std::string_view name);
absl::Status RequestIdReused(std::string_view request_id);  // REQUEST_ID_REUSED
absl::Status UnreadableRequest();                           // UNREADABLE_REQUEST
// Rows of a batch (errors_office.cc). `figures`: the total or the source, in both languages.
absl::Status RowReused(std::string_view batch, std::string_view row);  // ROW_REUSED
absl::Status RowTwice(std::string_view batch, std::string_view row, std::string_view first_row,
                      const heng::v1::LocalizedText& figures);  // ROW_TWICE
// NOT_FOUND
absl::Status EvaluationNotFound(std::string_view name);  // EVALUATION_NOT_FOUND
absl::Status ResourceNotFound(std::string_view name);    // RESOURCE_NOT_FOUND
absl::Status PolicyNotFound(std::string_view policy,
                            const std::vector<std::string>& known_policies);                        // POLICY_NOT_FOUND
absl::Status GrantNotFound(std::string_view principal, heng::v1::Role role, std::string_view org);  // GRANT_NOT_FOUND
// UNAUTHENTICATED (errors_access.cc)
absl::Status NotInitialized();                                           // NOT_INITIALIZED
absl::Status CredentialsMissing();                                       // CREDENTIALS_MISSING
absl::Status TokenMalformed();                                           // TOKEN_MALFORMED
absl::Status TokenUnknown();                                             // TOKEN_UNKNOWN
absl::Status TokenExpired(std::string_view token, int64_t expire_time);  // TOKEN_EXPIRED; µs
absl::Status TokenRevoked(std::string_view token);                       // TOKEN_REVOKED
absl::Status CertificateUnknown(const std::vector<std::string>& names);  // CERTIFICATE_UNKNOWN
absl::Status PrincipalDisabled(std::string_view principal);              // PRINCIPAL_DISABLED
// PERMISSION_DENIED: the same whether `resource` exists or not; empty: about no particular thing
absl::Status PermissionDenied(Method method, std::string_view resource);  // PERMISSION_DENIED
// The same of something in which there may be more than the caller may see (errors_directory.cc).
absl::Status ClearanceNeeded(Method method, std::string_view resource);  // CLEARANCE_NEEDED
// For what the caller sees but is not high enough to do: it takes an administrator of `org`.
absl::Status BeyondAuthority(std::string_view principal, std::string_view org, bool clearance);  // BEYOND_AUTHORITY
// ALREADY_EXISTS
absl::Status ResourceExists(std::string_view name);  // RESOURCE_EXISTS
absl::Status OrgCodeTaken(std::string_view code, std::string_view region,
                          std::string_view by_name);  // ORG_CODE_TAKEN; by_name empty: one the caller may not see
absl::Status CertificateNameTaken(std::string_view certificate_name);  // CERTIFICATE_NAME_TAKEN
absl::Status EvaluationExists(std::string_view name);                  // EVALUATION_EXISTS
absl::Status PolicyExists(std::string_view name);                      // POLICY_EXISTS
absl::Status FormKeyTaken(std::string_view subject, std::string_view org, int32_t year,
                          std::string_view by_name);  // FORM_KEY_TAKEN
// ABORTED
absl::Status EtagMismatch(std::string_view name, std::string_view given, int64_t current);  // ETAG_MISMATCH
// RESOURCE_EXHAUSTED: a limit of what is kept
// What there are too many of, in both languages: TooMany("单位", "orgs", 200'000).
absl::Status TooMany(std::string_view zh, std::string_view en, size_t limit);  // TOO_MANY
// FAILED_PRECONDITION
absl::Status BlockedByFindings(int errors, const std::vector<std::string>& ids);  // BLOCKED_BY_FINDINGS
absl::Status OrgClosed(std::string_view org, std::string_view end_date, std::string_view successor);  // ORG_CLOSED
absl::Status OrgInUse(std::string_view org, int64_t orgs, int64_t projects, int64_t forms);           // ORG_IN_USE
absl::Status ProjectClosed(std::string_view project, std::string_view end_date);                      // PROJECT_CLOSED
absl::Status ProjectUnusable(std::string_view subject, std::string_view org);       // PROJECT_UNUSABLE
absl::Status PolicyNotInForce(std::string_view wanted, std::string_view in_force);  // POLICY_NOT_IN_FORCE
absl::Status WindowClosed(std::string_view org, int32_t year, std::string_view open_date, std::string_view last_date,
                          bool not_yet);                     // WINDOW_CLOSED
absl::Status NoWindow(std::string_view org, int32_t year);   // NO_WINDOW
absl::Status LastAdministrator(std::string_view principal);  // LAST_ADMINISTRATOR
// FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, ABORTED: the life of forms (errors_workflow.cc)
absl::Status TargetNotFound(std::string_view name);                                             // TARGET_NOT_FOUND
absl::Status TargetExists(std::string_view name);                                               // TARGET_EXISTS
absl::Status RevisionNotFound(std::string_view name, std::string_view revision, int64_t last);  // REVISION_NOT_FOUND
absl::Status NothingInForce(std::string_view name);                                             // NOTHING_IN_FORCE
// `from`: the states in which the caller might do it; none: ones that only somebody else acts in.
absl::Status WrongState(std::string_view name, heng::v1::FormType type, Action action, int32_t state,
                        uint32_t from);                                        // WRONG_STATE
absl::Status RoleNeeded(std::string_view name, Action action, RoleSet roles);  // ROLE_NEEDED
absl::Status NoReviewer(std::string_view name, std::string_view org);          // NO_REVIEWER
absl::Status NotYourTurn(std::string_view name, std::string_view org);         // NOT_YOUR_TURN
// A condition of the workflow that does not hold; its reason stands in workflow/texts.cc.
absl::Status ActionRefused(std::string_view name, std::string_view action, const RefusalText& text);
struct ConflictingChange {
  std::string principal, action;
  int64_t time = 0;  // µs
};
absl::Status EtagConflict(std::string_view name, int64_t given, int64_t current,
                          const std::vector<ConflictingChange>& changes,
                          const std::vector<std::string>& fields);                         // ETAG_MISMATCH
absl::Status WaiverRefused(std::string_view name, std::string_view finding, bool exists);  // WAIVER_REFUSED
// ABORTED: what was true when the call began is not any more
absl::Status RulesChanged();                       // RULES_CHANGED
absl::Status DrawOutdated(std::string_view form);  // DRAW_OUTDATED
// INVALID_ARGUMENT, NOT_FOUND: forms as files (errors_files.cc). Candidates are what might be meant, as people read
// them
absl::Status SheetRefused(std::string_view file_name, const forms::Mistake& mistake);         // SHEET_REFUSED
absl::Status LayoutNotFound(std::string_view layout, const std::vector<std::string>& known);  // LAYOUT_NOT_FOUND
// `layout` empty: none fits; `fitting` are then all there are.
absl::Status LayoutDoesNotFit(std::string_view layout, const std::vector<std::string>& fitting);  // LAYOUT_DOES_NOT_FIT
absl::Status OrgNotRecognised(std::string_view printed,
                              const std::vector<std::string>& candidates);  // ORG_NOT_RECOGNISED
absl::Status ProjectNotRecognised(std::string_view printed, std::string_view org,
                                  const std::vector<std::string>& candidates);  // PROJECT_NOT_RECOGNISED
// CANCELLED, UNAVAILABLE: streams (errors_streams.cc)
absl::Status CallerGone();      // CALLER_GONE; for the log, nobody is there to read it
absl::Status ServerStopping();  // SERVER_STOPPING
// RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, UNAVAILABLE, DATA_LOSS, INTERNAL: what the store says, in words for callers.
// The engine's own text goes to the log, never to a caller. STORE_BUSY, DEADLINE_EXCEEDED,
// STORE_UNAVAILABLE, STORE_DAMAGED, INTERNAL.
absl::Status FromStore(const absl::Status& store_status);

// The details of a catalogue error; false: `status` did not come from the catalogue.
bool ReadDetails(const absl::Status& status, google::rpc::Status* details);
// Its reason, for logs and tests; empty if it has none.
std::string ReasonOf(const absl::Status& status);
// Its Chinese message, where it goes into an answer; empty if it has none.
std::string ChineseOf(const absl::Status& status);

}  // namespace heng::core
