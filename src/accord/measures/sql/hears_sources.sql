-- Of the outcomes of some weeks, by the source that the lead came by: how many people there were, and of how many each topic was
-- said (an empty sort and topic: all of them).
-- uses: hears_among
-- bound: early, cell
WITH mine AS (
    SELECT * FROM hears_among
    WHERE ($early IS NULL OR week >= CAST($early AS DATE)) AND ($cell IS NULL OR week <= CAST($cell AS DATE))
)
SELECT '' AS sort, '' AS topic, source, count(DISTINCT who) AS people
FROM mine
GROUP BY source
UNION ALL
SELECT sort, topic, source, count(DISTINCT who) AS people
FROM mine
WHERE topic <> ''
GROUP BY sort, topic, source
ORDER BY sort, topic, source
