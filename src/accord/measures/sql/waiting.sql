-- Who waits now: open leads that qualified or asked for us and that no person of sales has attempted to
-- reach since, the longest first.
-- bound: line
SELECT
    l.contact,
    p.account,
    coalesce(p.owner, '') AS owner,
    coalesce(l.asked_at, l.qualified_at) AS since,
    l.asked,
    l.source AS channel,
    l.opened_by
FROM leads AS l
LEFT JOIN people AS p ON p.contact = l.contact
WHERE l.closed_at IS NULL
  AND l.attempted_at IS NULL
  AND l.furthest < $line
  AND (l.asked_at IS NOT NULL OR l.qualified_at IS NOT NULL)
ORDER BY since, l.contact
