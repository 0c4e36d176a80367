-- The mails behind a figure of send time: of a group, of an hour (`h1-9`: Tuesday, nine o'clock there), of a part of a day
-- (`p1-1`), on holidays of their own country, marked at random, answered, to somebody away, too young, or of no known zone.
-- uses: send_slots
-- bound: dimension, word, cell, tried, step, off_days
SELECT 'fact' AS what, seq AS key, contact, sent_at AS occurred_at, campaign AS value
FROM send_slots
WHERE ($word IS NULL OR CASE $dimension WHEN 'seniority' THEN seniority WHEN 'country' THEN country ELSE industry END = $word)
  AND CASE coalesce(substr($cell, 1, 1), '')
      WHEN 'h' THEN $cell = concat('h', weekday, '-', hour)
      WHEN 'p' THEN $cell = concat('p', weekday, '-', hour // 6)
      WHEN 'o' THEN ($cell = 'o1') = (weekday < 5 AND hour >= 8 AND hour < 18)
      WHEN 'w' THEN ($cell = 'w1') = (weekday >= 5)
      ELSE true
  END
  AND (len(CAST($off_days AS VARCHAR[])) = 0 OR list_contains(CAST($off_days AS VARCHAR[]), concat(country, ' ', day)))
  AND ($step IS NULL OR randomised)
  AND CASE $tried
      WHEN 'young' THEN young
      WHEN 'away' THEN away AND NOT young
      WHEN 'nowhere' THEN zone = '' AND NOT young AND NOT away
      WHEN 'answered' THEN answered AND NOT young AND NOT away AND zone <> ''
      ELSE NOT young AND NOT away AND zone <> ''
  END
