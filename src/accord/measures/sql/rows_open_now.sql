-- Leads that sales holds now: they qualified, a person of sales took or tried them, and they are neither sales-ready nor
-- ended.
-- bound: ready
SELECT 'lead' AS what, l.opened_by AS key, l.contact, l.accepted_at AS occurred_at, 'open' AS value
FROM leads AS l
WHERE l.qualified_at IS NOT NULL
  AND l.accepted_at IS NOT NULL
  AND l.closed_at IS NULL
  AND l.ended_at IS NULL
  AND l.won_at IS NULL
  AND coalesce(l.stage, -1) < $ready
