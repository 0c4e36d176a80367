-- Outcomes by week: the people of whom one was recorded (returned, recycled, disqualified, a deal won or lost, or words noted),
-- each once a week. It is what every topic of the week is a share of.
-- uses: hears_told
SELECT week, count(DISTINCT contact) AS people
FROM hears_told
GROUP BY week
ORDER BY week
