-- Each arm of a campaign and its holdout: people, and how many of them did what.
-- uses: result_people
SELECT
    arm,
    count(*) AS people,
    count(*) FILTER (reached) AS reached,
    count(*) FILTER (visited) AS visited,
    count(*) FILTER (clicked) AS clicked,
    count(*) FILTER (replied) AS replied,
    count(*) FILTER (met) AS met,
    count(*) FILTER (answered) AS answered,
    count(*) FILTER (leads > 0) AS lead,
    count(*) FILTER (deals > 0) AS opportunity,
    count(*) FILTER (won > 0) AS won,
    count(*) FILTER (by_marketing > 0) AS by_marketing,
    count(*) FILTER (by_sales > 0) AS by_sales,
    count(*) FILTER (by_marketing > 0 AND by_sales > 0) AS by_both,
    min(since) AS first_at,
    max(since) AS last_at
FROM result_people
GROUP BY arm
ORDER BY arm = 'holdout', arm
