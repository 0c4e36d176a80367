-- Facts under the contact they belong to now, in the ledger's own order: what the fold reads. A deal's are
-- under the contact whose lead it is counted to, a company's attributes under each of its people. One
-- part of all contacts at a time.
-- A hit is whose the filter says; a click weighs nothing before it is released, and one not judged yet is
-- held as if nobody had been seen behind it. What marketing's people tried is no attempt of sales: nobody's act.
-- bound: parts, part, hold
WITH whose AS (
    SELECT subject, contact, false AS company FROM identity
    UNION ALL
    SELECT deal, contact, false FROM deals WHERE contact IS NOT NULL
    UNION ALL
    SELECT c.subject, p.contact, true
    FROM companies AS c
    JOIN people AS p ON p.account = c.account
)
SELECT w.contact, f.source, f.tie, f.subject, f.kind, f.occurred_at, f.channel, f.value,
    CASE
        WHEN f.kind IN (40, 41, 42, 44, 45) AND m.name IS NOT NULL THEN 2
        ELSE coalesce(j.agent, f.agent)
    END AS agent,
    CASE
        WHEN j.seq IS NOT NULL THEN j.released_at
        WHEN f.kind = 10 THEN f.occurred_at + to_microseconds($hold)
    END AS released_at
FROM facts AS f
JOIN whose AS w ON w.subject = f.subject
LEFT JOIN judgements AS j ON j.seq = f.seq
LEFT JOIN marketers AS m ON m.name = f.actor
WHERE w.contact % $parts = $part
  AND (NOT w.company OR f.kind = 64)
ORDER BY w.contact, f.occurred_at, f.source, f.tie
