-- The qualified leads of the window that collided while they were under way, dated when they first did.
-- uses: collision_leads
-- bound: from_day, to_day
SELECT 'lead' AS what, opened_by AS key, contact, collided_at AS occurred_at, clause AS value
FROM collision_leads
WHERE collided_at IS NOT NULL
  AND ($from_day IS NULL OR qualified_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR qualified_day < CAST($to_day AS DATE))
