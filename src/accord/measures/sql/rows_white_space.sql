-- The target accounts behind a cell of white space: those with somebody of these roles who is known, was reached by marketing,
-- by sales, or acted; or those without anybody known of them. `word` names the roles, divided by |.
-- uses: targets, coverage_people
-- bound: tried, word
WITH mine AS (
    SELECT
        account,
        min(contact) AS contact,
        max(last_at) AS last_at,
        bool_or(by_marketing) AS by_marketing,
        bool_or(by_sales) AS by_sales,
        bool_or(engaged) AS engaged
    FROM coverage_people
    WHERE list_contains(string_split(coalesce($word, ''), '|'), role)
    GROUP BY account
)
SELECT 'account' AS what, t.account AS key, m.contact, m.last_at AS occurred_at, t.tier AS value
FROM targets AS t
LEFT JOIN mine AS m ON m.account = t.account
WHERE CASE $tried
    WHEN 'known' THEN m.account IS NOT NULL
    WHEN 'marketing' THEN m.by_marketing
    WHEN 'sales' THEN m.by_sales
    WHEN 'engaged' THEN m.engaged
    WHEN 'white' THEN m.account IS NULL
    ELSE true
END
