-- The tables of a store. Keys compare byte by byte (COLLATE "C"). What a person typed is bytea where nothing searches it:
-- text cannot hold every character (no zero byte).

CREATE TABLE revisions (
  form      bigint NOT NULL,  -- sequence of the form's header
  rev       bigint NOT NULL,
  content   bytea NOT NULL,
  score     bytea NOT NULL,
  contacts  bytea NOT NULL,
  PRIMARY KEY (form, rev)
);

CREATE TABLE headers (
  sequence         bigint PRIMARY KEY,
  id               text COLLATE "C" NOT NULL UNIQUE,
  etag             bigint NOT NULL,
  content_rev      bigint NOT NULL,
  subject          text COLLATE "C" NOT NULL,
  subject_kind     integer NOT NULL,
  org_id           text COLLATE "C" NOT NULL,
  fiscal_year      integer NOT NULL,
  state            integer NOT NULL,
  active           boolean NOT NULL,
  project_name     bytea NOT NULL,  -- UTF-8: convert_from(project_name, 'UTF8')
  policy           text COLLATE "C" NOT NULL,
  policy_sha256    text COLLATE "C" NOT NULL,
  total            bigint,
  grade            integer NOT NULL,
  execution_score  bigint,
  execution_rate   bigint,
  annual_budget    bigint,
  executed         bigint,
  errors           integer NOT NULL,
  warnings         integer NOT NULL,
  infos            integer NOT NULL,
  create_time      bigint NOT NULL,
  update_time      bigint NOT NULL,
  submit_time      bigint,
  FOREIGN KEY (sequence, content_rev) REFERENCES revisions (form, rev)
);
CREATE UNIQUE INDEX headers_by_form_key ON headers (subject, org_id, subject_kind, fiscal_year) WHERE active;
CREATE INDEX headers_by_org ON headers (org_id, sequence);
CREATE INDEX headers_by_year ON headers (fiscal_year, sequence);

CREATE TABLE events (
  sequence         bigint PRIMARY KEY,
  time             bigint NOT NULL,
  caller           text COLLATE "C" NOT NULL,
  role             text COLLATE "C" NOT NULL,
  action           text COLLATE "C" NOT NULL,
  resource         text COLLATE "C" NOT NULL,
  org_id           text COLLATE "C" NOT NULL,
  policy           text COLLATE "C" NOT NULL,
  request_id       text COLLATE "C" NOT NULL,
  etag             bigint NOT NULL,
  revision_sha256  bytea NOT NULL,
  header_sha256    bytea NOT NULL,
  previous_sha256  bytea NOT NULL,
  sha256           bytea NOT NULL,
  form             bigint NOT NULL  -- sequence of the form's header
);
CREATE INDEX events_by_form ON events (form, sequence);

-- The end of the log: who holds this row's lock may write, and nobody else.
CREATE TABLE log_head (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  sequence  bigint NOT NULL,
  time      bigint NOT NULL,
  sha256    bytea NOT NULL
) WITH (fillfactor = 10);  -- written by every group: room for its next versions in the same page
INSERT INTO log_head (sequence, time, sha256) VALUES (0, 0, decode(repeat('00', 32), 'hex'));

-- Rows are in the order of create_time, so old ones can be trimmed from the front without an index.
CREATE TABLE requests (
  row          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  caller       text COLLATE "C" NOT NULL,
  method       text COLLATE "C" NOT NULL,
  id           text COLLATE "C" NOT NULL,
  body_sha256  bytea NOT NULL,
  resource_id  text COLLATE "C" NOT NULL,
  etag         bigint NOT NULL,
  content_rev  bigint NOT NULL,
  state        integer NOT NULL,
  update_time  bigint NOT NULL,
  submit_time  bigint,
  create_time  bigint NOT NULL,
  UNIQUE (caller, method, id)
);
