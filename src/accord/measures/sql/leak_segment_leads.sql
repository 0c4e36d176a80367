-- Qualified leads of the window whose first attempt was due, each with its segment (the industry that the newest word on its
-- company says, else on the person; a dash where nobody says), the channel it came by, and whether anybody tried to reach it.
-- uses: leaks, handed_over
WITH said AS (
    SELECT p.contact, f.value, f.occurred_at, f.source, f.tie, 0 AS distance
    FROM facts AS f
    JOIN companies AS c ON c.subject = f.subject
    JOIN people AS p ON p.account = c.account
    WHERE f.kind = 64 AND starts_with(f.value, 'industry=')
    UNION ALL
    SELECT i.contact, f.value, f.occurred_at, f.source, f.tie, 1 AS distance
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    WHERE f.kind = 64 AND starts_with(f.value, 'industry=')
),
industries AS (
    SELECT contact, lower(trim(split_part(value, '=', 2))) AS industry
    FROM said
    QUALIFY row_number() OVER (PARTITION BY contact ORDER BY distance, occurred_at DESC, source DESC, tie DESC) = 1
)
SELECT
    l.contact,
    l.lead,
    l.opened_by,
    l.qualified_at,
    l.source,
    coalesce(nullif(i.industry, ''), '(empty)') AS segment,
    CASE WHEN h.lead IS NULL THEN d.attempted_at ELSE h.responded_at END IS NOT NULL AS tried
FROM leaks AS l
JOIN leads AS d ON d.contact = l.contact AND d.lead = l.lead
LEFT JOIN handed_over AS h ON h.contact = l.contact AND h.lead = l.lead
LEFT JOIN industries AS i ON i.contact = l.contact
WHERE l.leak NOT IN ('pending', 'returned')
