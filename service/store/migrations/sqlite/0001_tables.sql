-- Version 1. Statements of a migration never change once a release has it: what they made is in people's files.
--
-- Plain rowid tables: WITHOUT ROWID was 1.7 times slower with rows of this size. Text compares byte by byte (BINARY).
-- A header's rowid is its sequence, so the table and every index with equal keys are in the order of lists. A revision
-- is found by a rowid made of its form's sequence and its number: no index of its own to search in every get and to
-- write in every submit.
CREATE TABLE revisions (
  row       INTEGER PRIMARY KEY,  -- sequence of the form's header << 20 | number of the revision
  form      BLOB NOT NULL,
  score     BLOB NOT NULL,
  contacts  BLOB NOT NULL
) STRICT;

CREATE TABLE headers (
  sequence         INTEGER PRIMARY KEY,
  id               TEXT NOT NULL UNIQUE,
  etag             INTEGER NOT NULL,
  content_rev      INTEGER NOT NULL,
  subject          TEXT NOT NULL,
  subject_kind     INTEGER NOT NULL,
  org_id           TEXT NOT NULL,
  fiscal_year      INTEGER NOT NULL,
  state            INTEGER NOT NULL,
  active           INTEGER NOT NULL,
  project_name     TEXT NOT NULL,
  policy           TEXT NOT NULL,
  policy_sha256    TEXT NOT NULL,
  total            INTEGER,
  grade            INTEGER NOT NULL,
  execution_score  INTEGER,
  execution_rate   INTEGER,
  annual_budget    INTEGER,
  executed         INTEGER,
  errors           INTEGER NOT NULL,
  warnings         INTEGER NOT NULL,
  infos            INTEGER NOT NULL,
  create_time      INTEGER NOT NULL,
  update_time      INTEGER NOT NULL,
  submit_time      INTEGER,
  content_row      INTEGER GENERATED ALWAYS AS (sequence << 20 | content_rev) VIRTUAL REFERENCES revisions (row)
) STRICT;
CREATE UNIQUE INDEX headers_by_form_key ON headers (subject, org_id, subject_kind, fiscal_year) WHERE active = 1;
CREATE INDEX headers_by_org ON headers (org_id);
CREATE INDEX headers_by_year ON headers (fiscal_year);

CREATE TABLE events (
  sequence         INTEGER PRIMARY KEY,
  time             INTEGER NOT NULL,
  caller           TEXT NOT NULL,
  role             TEXT NOT NULL,
  action           TEXT NOT NULL,
  resource         TEXT NOT NULL,
  org_id           TEXT NOT NULL,
  policy           TEXT NOT NULL,
  request_id       TEXT NOT NULL,
  etag             INTEGER NOT NULL,
  revision_sha256  BLOB NOT NULL,
  header_sha256    BLOB NOT NULL,
  previous_sha256  BLOB NOT NULL,
  sha256           BLOB NOT NULL
) STRICT;

-- Rows are in the order of create_time, so old ones can be trimmed from the front without an index.
CREATE TABLE requests (
  row          INTEGER PRIMARY KEY,
  caller       TEXT NOT NULL,
  method       TEXT NOT NULL,
  id           TEXT NOT NULL,
  body_sha256  BLOB NOT NULL,
  resource_id  TEXT NOT NULL,
  etag         INTEGER NOT NULL,
  content_rev  INTEGER NOT NULL,
  state        INTEGER NOT NULL,
  update_time  INTEGER NOT NULL,
  submit_time  INTEGER,
  create_time  INTEGER NOT NULL,
  UNIQUE (caller, method, id)
) STRICT;
