-- Lead quality, lead by lead: each person's first lead begun in the window, under the source it came by, the campaign of the
-- first human touch of the buyer that names one (up to qualifying) and the class it qualified in (-1: none); whether it has
-- matured, crossed the hand-off line, was won; how long it waited for a first genuine response.
-- uses: leads_begun, deals_won, response_times
-- bound: line
WITH mine AS (
    SELECT b.contact, b.lead, l.first_touch_at, coalesce(l.qualified_at, l.closed_at) AS until
    FROM leads_begun AS b
    JOIN leads AS l ON l.contact = b.contact AND l.lead = b.lead
    WHERE b.fresh
),
named AS (
    SELECT i.contact, f.occurred_at, f.source, f.tie, f.campaign
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    LEFT JOIN judgements AS j ON j.seq = f.seq
    WHERE f.campaign <> ''
      AND f.kind IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 20, 21)
      AND coalesce(j.agent, f.agent) = 0
),
campaigns AS (
    SELECT m.contact, m.lead, n.campaign
    FROM mine AS m
    JOIN named AS n ON n.contact = m.contact
    WHERE (m.first_touch_at IS NULL OR n.occurred_at >= m.first_touch_at)
      AND (m.until IS NULL OR n.occurred_at <= m.until)
    QUALIFY row_number() OVER (PARTITION BY m.contact, m.lead ORDER BY n.occurred_at, n.source, n.tie) = 1
),
wins AS (
    SELECT DISTINCT contact, lead FROM deals_won
)
SELECT
    b.contact,
    b.lead,
    b.opened_by,
    b.opened_at,
    b.source,
    coalesce(c.campaign, '(empty)') AS campaign,
    CAST(coalesce(l.klass, -1) AS VARCHAR) AS klass,
    coalesce(p.account, -b.contact) AS company,
    b.matured,
    b.furthest >= $line AS accepted,
    w.contact IS NOT NULL AS won,
    r.waited,
    coalesce(r.answered, false) AS answered
FROM leads_begun AS b
JOIN leads AS l ON l.contact = b.contact AND l.lead = b.lead
LEFT JOIN people AS p ON p.contact = b.contact
LEFT JOIN campaigns AS c ON c.contact = b.contact AND c.lead = b.lead
LEFT JOIN wins AS w ON w.contact = b.contact AND w.lead = b.lead
LEFT JOIN response_times AS r ON r.contact = b.contact AND r.lead = b.lead
WHERE b.fresh
