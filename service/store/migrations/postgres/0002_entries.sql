-- Entries beside forms (orgs, projects, principals, tokens …), in the same log. Both are numbered by the event that
-- created them, so the numbers never meet; the bodies are kept in `revisions`, as `content`.
CREATE TABLE entries (
  sequence    bigint PRIMARY KEY,
  name        text COLLATE "C" NOT NULL UNIQUE,
  collection  text COLLATE "C" NOT NULL,
  etag        bigint NOT NULL,
  org_id      text COLLATE "C" NOT NULL,
  active      boolean NOT NULL,
  resident    boolean NOT NULL,
  changed     bigint NOT NULL,  -- sequence of the event of this etag
  FOREIGN KEY (sequence, etag) REFERENCES revisions (form, rev)
);
-- For lists of all, and of an org's.
CREATE INDEX entries_by_collection ON entries (collection, sequence);
CREATE INDEX entries_by_org ON entries (collection, org_id, sequence);
-- For a server that reads what has changed since.
CREATE INDEX entries_resident ON entries (changed) WHERE resident;
