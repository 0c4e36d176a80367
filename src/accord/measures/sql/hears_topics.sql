-- What sales hears, by topic and week: of how many people it was said; a person counts once, however often and by however many
-- systems it is said.
-- uses: hears_told
SELECT sort, topic, week, count(DISTINCT contact) AS people
FROM hears_told
WHERE topic <> ''
GROUP BY sort, topic, week
ORDER BY sort, topic, week
