-- The qualified leads of the window of one segment whose first attempt was due.
-- uses: leak_segment_leads
-- bound: cell
SELECT
    'lead' AS what,
    opened_by AS key,
    contact,
    qualified_at AS occurred_at,
    CASE WHEN tried THEN 'tried' ELSE 'not tried' END AS value
FROM leak_segment_leads
WHERE segment = $cell
