-- Version 3: entries beside forms (orgs, projects, principals, tokens …), in the same log.
--
-- An entry's rowid is its sequence, as a header's is: both are numbers of events, so they never meet, and the bodies
-- are kept in `revisions` under the same kind of rowid, as `form`.
CREATE TABLE entries (
  sequence     INTEGER PRIMARY KEY,
  name         TEXT NOT NULL UNIQUE,
  collection   TEXT NOT NULL,
  etag         INTEGER NOT NULL,
  org_id       TEXT NOT NULL,
  active       INTEGER NOT NULL,
  resident     INTEGER NOT NULL,
  changed      INTEGER NOT NULL,  -- sequence of the event of this etag
  content_row  INTEGER GENERATED ALWAYS AS (sequence << 20 | etag) VIRTUAL REFERENCES revisions (row)
) STRICT;
-- For lists of all, and of an org's.
CREATE INDEX entries_by_collection ON entries (collection);
CREATE INDEX entries_by_org ON entries (collection, org_id);
-- For a server that reads what has changed since.
CREATE INDEX entries_resident ON entries (changed) WHERE resident = 1;
