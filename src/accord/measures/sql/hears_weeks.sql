-- Outcomes by week: the people of whom one was recorded (returned, recycled, disqualified, a deal won or lost, or words noted),
-- each once a week. It is what every topic of the week is a share of.
-- uses: hears_among
SELECT week, count(DISTINCT who) AS people
FROM hears_among
GROUP BY week
ORDER BY week
