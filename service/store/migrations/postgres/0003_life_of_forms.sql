-- Forms are evaluations and targets, and have a life: a review record beside the content, and columns that say where
-- they stand in it. Forms stored before are as the defaults say; writes give every column, so the defaults are of no
-- other use.
--
-- A revision holds content, a review record or both; what it does not hold is empty.
ALTER TABLE revisions ADD COLUMN review bytea NOT NULL DEFAULT ''::bytea;

ALTER TABLE headers
  ADD COLUMN form_type      integer NOT NULL DEFAULT 2,
  ADD COLUMN review_rev     bigint NOT NULL DEFAULT 0,
  ADD COLUMN flags          integer NOT NULL DEFAULT 0,
  ADD COLUMN review_step    integer NOT NULL DEFAULT 0,
  ADD COLUMN returned       integer NOT NULL DEFAULT 0,
  ADD COLUMN open_comments  integer NOT NULL DEFAULT 0,
  ADD COLUMN score_source   integer NOT NULL DEFAULT 0,
  ADD COLUMN in_force_rev   bigint NOT NULL DEFAULT 0,
  ADD COLUMN editor         text COLLATE "C" NOT NULL DEFAULT '';
-- Null for a form without review record: then there is no row to look for.
ALTER TABLE headers ADD COLUMN review_row bigint GENERATED ALWAYS AS (nullif(review_rev, 0)) STORED;
ALTER TABLE headers ADD FOREIGN KEY (sequence, review_row) REFERENCES revisions (form, rev);

DROP INDEX headers_by_form_key;
CREATE UNIQUE INDEX headers_by_form_key ON headers (subject, org_id, subject_kind, fiscal_year, form_type) WHERE active;
-- For lists of some subjects. The one above has only active forms, and a list may ask for others.
CREATE INDEX headers_by_subject ON headers (subject, sequence);
