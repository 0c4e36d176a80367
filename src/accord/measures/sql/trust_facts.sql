-- Where the numbers come from: facts by source, how many of them a machine caused (kept, never counted as
-- a touch), how many are about people (spend is about nobody), the newest happening and the newest arrival.
-- uses: facts_seen
SELECT
    source,
    CAST(sum(facts) AS BIGINT) AS facts,
    CAST(coalesce(sum(facts) FILTER (WHERE agent = 1), 0) AS BIGINT) AS by_machines,
    CAST(coalesce(sum(facts) FILTER (WHERE kind < 100), 0) AS BIGINT) AS of_people,
    max(newest_at) AS newest_at,
    max(received_at) AS received_at
FROM facts_seen
GROUP BY source
ORDER BY source
