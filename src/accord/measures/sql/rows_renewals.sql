-- The contracts that came to their end: renewed, lost or undecided, of one quarter or of all.
-- uses: contracts, customers
-- bound: cell, tried, from_day, to_day, today
SELECT
    'contract' AS what,
    k.deal AS key,
    c.contact,
    k.due_at AS occurred_at,
    CASE WHEN k.renewed THEN 'renewed' WHEN NOT k.renewed THEN 'lost' ELSE 'undecided' END AS value
FROM contracts AS k
JOIN customers AS c ON c.customer = k.customer
WHERE k.sort <> 'expansion'
  AND k.due_at < CAST($today AS DATE) + 1
  AND ($from_day IS NULL OR k.due_at >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR k.due_at < CAST($to_day AS DATE))
  AND ($cell IS NULL OR CAST(CAST(date_trunc('quarter', k.due_at) AS DATE) AS VARCHAR) = $cell)
  AND CASE $tried
      WHEN 'renewed' THEN k.renewed
      WHEN 'lost' THEN NOT k.renewed
      WHEN 'decided' THEN k.renewed IS NOT NULL
      WHEN 'undecided' THEN k.renewed IS NULL
      ELSE true
  END
