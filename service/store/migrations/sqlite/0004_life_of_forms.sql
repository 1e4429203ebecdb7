-- Version 4: forms are evaluations and targets, and have a life: a review record beside the content, and columns that
-- say where they stand in it. Forms stored before are as the defaults say.
--
-- A revision holds content, a review record or both; what it does not hold is empty.
ALTER TABLE revisions ADD COLUMN review BLOB NOT NULL DEFAULT x'';

ALTER TABLE headers ADD COLUMN form_type INTEGER NOT NULL DEFAULT 2;
ALTER TABLE headers ADD COLUMN review_rev INTEGER NOT NULL DEFAULT 0;
ALTER TABLE headers ADD COLUMN flags INTEGER NOT NULL DEFAULT 0;
ALTER TABLE headers ADD COLUMN review_step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE headers ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE headers ADD COLUMN open_comments INTEGER NOT NULL DEFAULT 0;
ALTER TABLE headers ADD COLUMN score_source INTEGER NOT NULL DEFAULT 0;
ALTER TABLE headers ADD COLUMN in_force_rev INTEGER NOT NULL DEFAULT 0;
ALTER TABLE headers ADD COLUMN editor TEXT NOT NULL DEFAULT '';
-- Null for a form without review record: then there is no row to look for.
ALTER TABLE headers ADD COLUMN review_row INTEGER
  GENERATED ALWAYS AS (CASE WHEN review_rev <> 0 THEN sequence << 20 | review_rev END) VIRTUAL REFERENCES revisions (row);

DROP INDEX headers_by_form_key;
CREATE UNIQUE INDEX headers_by_form_key ON headers (subject, org_id, subject_kind, fiscal_year, form_type)
  WHERE active = 1;
-- For lists of some subjects. The one above has only active forms, and a list may ask for others.
CREATE INDEX headers_by_subject ON headers (subject);
