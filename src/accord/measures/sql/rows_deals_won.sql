-- The deals won in the window, whenever their lead began.
-- uses: deals_won
-- bound: from_day, to_day
SELECT 'deal' AS what, deal AS key, contact, won_at AS occurred_at, coalesce(currency, '') AS value
FROM deals_won
WHERE ($from_day IS NULL OR won_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR won_day < CAST($to_day AS DATE))
