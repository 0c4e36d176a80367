-- What sales hears, by topic and week: of how many people it was said; a person counts once, however often and by however many
-- systems it is said.
-- uses: hears_among
SELECT sort, topic, week, count(DISTINCT who) AS people
FROM hears_among
WHERE topic <> ''
GROUP BY sort, topic, week
ORDER BY sort, topic, week
