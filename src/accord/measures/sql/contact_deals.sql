-- When each person had an open opportunity: those counted to them and those of their account, from when it was opened (again)
-- until it was won or lost.
WITH said AS (
    SELECT d.deal, f.occurred_at, f.source, f.tie, f.kind IN (73, 74) AS ends
    FROM deals AS d
    JOIN facts AS f ON f.subject = d.deal
    WHERE f.kind IN (70, 71, 73, 74, 75)
),
turns AS (
    SELECT *
    FROM said
    QUALIFY ends <> lag(ends, 1, true) OVER (PARTITION BY deal ORDER BY occurred_at, source, tie)
),
spans AS (
    SELECT
        deal,
        ends,
        occurred_at AS since,
        lead(occurred_at) OVER (PARTITION BY deal ORDER BY occurred_at, source, tie) AS until
    FROM turns
),
whose AS (
    SELECT deal, contact FROM deals WHERE contact IS NOT NULL
    UNION
    SELECT d.deal, p.contact
    FROM deals AS d
    JOIN people AS p ON p.account = d.account
)
SELECT w.contact, s.deal, s.since, coalesce(s.until, TIMESTAMP '9999-12-31') AS until
FROM spans AS s
JOIN whose AS w ON w.deal = s.deal
WHERE NOT s.ends
