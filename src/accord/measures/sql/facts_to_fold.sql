-- Facts under the contact they belong to now, a deal's under the contact whose lead it is counted to, in
-- the ledger's own order: what the fold reads. One part of all contacts at a time.
-- bound: parts, part
WITH whose AS (
    SELECT subject, contact FROM identity
    UNION ALL
    SELECT deal, contact FROM deals WHERE contact IS NOT NULL
)
SELECT w.contact, f.source, f.tie, f.subject, f.kind, f.occurred_at, f.channel, f.value, f.agent
FROM facts AS f
JOIN whose AS w ON w.subject = f.subject
WHERE w.contact % $parts = $part
ORDER BY w.contact, f.occurred_at, f.source, f.tie
