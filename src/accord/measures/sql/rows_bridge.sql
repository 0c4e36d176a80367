-- The records behind one step of the bridge: both ends are records of a team, steps between are the people
-- who stand there, duplicates are records beyond a person's first.
-- uses: bridge_people
-- bound: sales, step
WITH sides AS (
    SELECT subject, contact, 'marketing' AS side FROM marketing_records
    UNION ALL
    SELECT subject, contact, 'sales' FROM identity WHERE NOT stub AND list_contains($sales, source)
    UNION ALL
    SELECT min(d.deal), d.contact, 'sales'
    FROM deals AS d
    WHERE d.contact IS NOT NULL
      AND list_contains($sales, d.source)
      AND d.contact NOT IN (SELECT contact FROM identity WHERE NOT stub AND list_contains($sales, source))
    GROUP BY d.contact
),
numbered AS (
    SELECT s.*, b.place, row_number() OVER (PARTITION BY s.side, s.contact ORDER BY s.subject) AS n
    FROM sides AS s
    JOIN bridge_people AS b ON b.contact = s.contact
)
SELECT 'record' AS what, subject AS key, contact, NULL::TIMESTAMP AS occurred_at, place AS value
FROM numbered
WHERE CASE $step
    WHEN 'marketing' THEN side = 'marketing'
    WHEN 'sales' THEN side = 'sales'
    WHEN 'marketing_duplicates' THEN side = 'marketing' AND n > 1
    WHEN 'sales_duplicates' THEN side = 'sales' AND n > 1
    WHEN 'sales_only' THEN place = 'sales_only' AND side = 'sales' AND n = 1
    WHEN 'both' THEN place = 'both' AND side = 'marketing' AND n = 1
    ELSE place = $step AND side = 'marketing' AND n = 1
    END
