-- The leads behind "followed up in time": in time, late or never tried, of one class of the promise where one is asked.
-- uses: leads_due
-- bound: tried, reached
SELECT 'lead' AS what, opened_by AS key, contact, due_at AS occurred_at, tried AS value
FROM leads_due
WHERE passed
  AND NOT returned
  AND tried = $tried
  AND ($reached IS NULL OR CASE WHEN hot THEN -2 ELSE klass END = CAST($reached AS INTEGER))
