-- The deals behind a flow from one step of the ways to the next (`cell`, a team and channel; without one: to their end), by how
-- they ended where that is asked for; or behind a whole way (`source`).
-- uses: credit_ways
-- bound: step, word, cell, reason, source
WITH written AS (
    SELECT deal, string_agg(team || ':' || channel, ' > ' ORDER BY step) AS way
    FROM credit_ways
    GROUP BY deal
)
SELECT
    'deal' AS what,
    w.deal AS key,
    d.contact,
    coalesce(d.won_at, d.lost_at, d.created_at) AS occurred_at,
    w.what AS value
FROM credit_ways AS w
JOIN written AS t ON t.deal = w.deal
JOIN deals AS d ON d.deal = w.deal
LEFT JOIN credit_ways AS n ON n.deal = w.deal AND n.step = w.step + 1
WHERE w.step = CAST(coalesce($step, '1') AS BIGINT)
  AND ($word IS NULL OR w.team || ':' || w.channel = $word)
  AND ($source IS NULL OR t.way = $source)
  AND ($reason IS NULL OR w.what = $reason)
  AND (($cell IS NULL) OR ($cell = '' AND n.deal IS NULL) OR (n.team || ':' || n.channel = $cell))
