-- Since when a lead had an owner in sales, at the latest: the first that any system which names owners says of the
-- person (its record's beginning, or who owns it), or sales' own first act on it. A file dates an owner by the record's
-- last change, so the record's beginning counts as well: whoever had it is never said to have had it too late. A lead that
-- was handed over here had its owner from then on.
-- uses: handed_over
WITH naming AS (
    SELECT DISTINCT source FROM facts WHERE kind = 63 AND actor <> ''
),
said AS (
    SELECT i.contact, min(f.occurred_at) AS since
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    WHERE f.kind IN (60, 63) AND f.source IN (SELECT source FROM naming)
    GROUP BY i.contact
    HAVING count(*) FILTER (WHERE f.kind = 63 AND f.actor <> '') > 0
)
SELECT
    l.contact,
    l.lead,
    CASE
        WHEN NOT EXISTS (SELECT 1 FROM naming) THEN l.qualified_at
        ELSE least(s.since, l.accepted_at, l.attempted_at, h.offered_at)
    END AS owner_at
FROM leads AS l
LEFT JOIN said AS s ON s.contact = l.contact
LEFT JOIN handed_over AS h ON h.contact = l.contact AND h.lead = l.lead
WHERE l.qualified_at IS NOT NULL
