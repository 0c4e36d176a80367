-- The deals behind a competitor's figure: lost to it in some weeks (or won against it, where that is asked for), each once.
-- uses: hears_among
-- bound: reason, word, early, cell
SELECT 'deal' AS what, subject AS key, any_value(contact) AS contact, max(occurred_at) AS occurred_at, any_value(topic) AS value
FROM hears_among
WHERE sort IN ('competitor', 'won_against')
  AND ($reason IS NULL OR sort = $reason)
  AND topic = $word
  AND ($early IS NULL OR week >= CAST($early AS DATE))
  AND ($cell IS NULL OR week <= CAST($cell AS DATE))
GROUP BY subject
