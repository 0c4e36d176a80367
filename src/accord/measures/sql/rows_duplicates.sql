-- The person records of a source beyond the first of each person.
-- bound: source
WITH numbered AS (
    SELECT subject, contact, row_number() OVER (PARTITION BY contact ORDER BY subject) AS n
    FROM identity
    WHERE NOT stub AND source = $source
)
SELECT 'record' AS what, subject AS key, contact, NULL::TIMESTAMP AS occurred_at, '' AS value
FROM numbered
WHERE n > 1
