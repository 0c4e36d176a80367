-- From marketing's count to sales' count: one row per person that either team counts, with how many
-- records each team has of them and why the two counts differ. Sales counts its person records, and
-- people who are in a deal of sales without a record there. A person only marketing counts is below the
-- definition (never met it), else known already (their account was a customer or in a deal before
-- marketing first heard of them), else never synced.
-- uses: marketing_records
-- bound: sales, by_definition
WITH marketing_people AS (
    SELECT contact, count(*) AS records
    FROM marketing_records
    GROUP BY contact
),
sales_records AS (
    SELECT contact, count(*) AS records
    FROM identity
    WHERE NOT stub AND list_contains($sales, source)
    GROUP BY contact
),
sales_people AS (
    SELECT contact, records FROM sales_records
    UNION ALL
    SELECT DISTINCT d.contact, 1
    FROM deals AS d
    WHERE d.contact IS NOT NULL
      AND list_contains($sales, d.source)
      AND d.contact NOT IN (SELECT contact FROM sales_records)
),
heard AS (
    SELECT m.contact, min(f.occurred_at) AS first_at
    FROM marketing_records AS m
    JOIN facts AS f ON f.subject = m.subject
    GROUP BY m.contact
),
qualified AS (
    SELECT contact FROM leads WHERE qualified_at IS NOT NULL GROUP BY contact
),
served AS (
    SELECT account, min(coalesce(created_at, won_at)) AS since
    FROM deals
    WHERE account IS NOT NULL AND lost_at IS NULL
    GROUP BY account
)
SELECT
    coalesce(m.contact, s.contact) AS contact,
    coalesce(m.records, 0) AS marketing_records,
    coalesce(s.records, 0) AS sales_records,
    CASE
        WHEN m.contact IS NOT NULL AND s.contact IS NOT NULL THEN 'both'
        WHEN m.contact IS NULL THEN 'sales_only'
        WHEN $by_definition AND q.contact IS NULL THEN 'below_definition'
        WHEN v.since < h.first_at THEN 'known_already'
        ELSE 'never_synced'
    END AS place
FROM marketing_people AS m
FULL JOIN sales_people AS s ON s.contact = m.contact
LEFT JOIN heard AS h ON h.contact = m.contact
LEFT JOIN qualified AS q ON q.contact = m.contact
LEFT JOIN people AS p ON p.contact = m.contact
LEFT JOIN served AS v ON v.account = p.account
