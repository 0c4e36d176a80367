-- The bridge from marketing's count to sales' count: how many people, and how many records of each team,
-- stand at each place.
-- uses: bridge_people
SELECT
    place,
    count(*) AS people,
    CAST(sum(marketing_records) AS BIGINT) AS marketing_records,
    CAST(sum(sales_records) AS BIGINT) AS sales_records
FROM bridge_people
GROUP BY place
ORDER BY place
