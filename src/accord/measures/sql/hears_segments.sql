-- Of the outcomes of some weeks, by the industry of the buyer: how many people there were.
-- uses: hears_told
-- bound: early, cell
SELECT segment, count(DISTINCT who) AS people
FROM hears_told
WHERE ($early IS NULL OR week >= CAST($early AS DATE)) AND ($cell IS NULL OR week <= CAST($cell AS DATE))
GROUP BY segment
ORDER BY segment
