-- The leads behind a part that is promised of a single lead: kept or broken, of one class where one is asked.
-- uses: promised_parts
-- bound: reason, tried, reached, hot_kinds
SELECT
    'lead' AS what,
    opened_by AS key,
    contact,
    judged_at AS occurred_at,
    CASE WHEN kept THEN 'kept' ELSE 'broken' END AS value
FROM promised_parts
WHERE part = $reason
  AND kept = ($tried = 'kept')
  AND ($reached IS NULL
       OR CASE WHEN list_contains(CAST($hot_kinds AS BIGINT[]), asked) THEN -2 ELSE klass END = CAST($reached AS INTEGER))
