-- Version 5: sums by org without a look at the rows. The index has all that a count filters by and adds up, in the place
-- of the one that had the org alone, so a form is still in as many indexes. `sequence` stands second: lists of an org
-- go on in its order.
DROP INDEX headers_by_org;
CREATE INDEX headers_by_org ON headers
  (org_id, sequence, form_type, fiscal_year, active, state, grade, subject, annual_budget, executed);
