-- The people behind a figure of what sales hears: of whom a topic was said in its weeks (without a topic: of whom an outcome was
-- recorded), by the source their lead came by where one is asked for; each person once, by the first time.
-- uses: hears_among
-- bound: reason, word, source, early, cell
SELECT CASE WHEN contact IS NULL THEN 'deal' ELSE 'lead' END AS what, subject AS key, contact, occurred_at, topic AS value
FROM hears_among
WHERE ($reason IS NULL OR sort = $reason)
  AND ($word IS NULL OR topic = $word)
  AND ($source IS NULL OR source = $source)
  AND ($cell IS NULL OR (week >= CAST(coalesce($early, $cell) AS DATE) AND week <= CAST($cell AS DATE)))
QUALIFY row_number() OVER (PARTITION BY who ORDER BY occurred_at, subject, topic) = 1
