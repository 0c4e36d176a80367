-- Deals of some weeks that a competitor was named in, by competitor: how many were lost to it, and won against it.
-- uses: hears_among
-- bound: early, cell
SELECT
    topic,
    count(DISTINCT subject) FILTER (WHERE sort = 'competitor') AS lost,
    count(DISTINCT subject) FILTER (WHERE sort = 'won_against') AS won
FROM hears_among
WHERE sort IN ('competitor', 'won_against')
  AND ($early IS NULL OR week >= CAST($early AS DATE))
  AND ($cell IS NULL OR week <= CAST($cell AS DATE))
GROUP BY topic
ORDER BY topic
