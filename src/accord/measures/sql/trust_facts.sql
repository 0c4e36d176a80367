-- Where the numbers come from: facts by source, how many of them a machine caused (kept, never counted as
-- a touch; of a click the filter says, of the rest its source), how many are about people (spend is about nobody), the newest happening and the newest arrival.
-- uses: facts_seen
WITH otherwise AS (
    SELECT source, count(*) FILTER (WHERE agent = 1) - count(*) FILTER (WHERE own = 1) AS more
    FROM judgements
    GROUP BY source
)
SELECT
    s.source,
    CAST(sum(facts) AS BIGINT) AS facts,
    CAST(coalesce(sum(facts) FILTER (WHERE agent = 1), 0) + coalesce(any_value(o.more), 0) AS BIGINT) AS by_machines,
    CAST(coalesce(sum(facts) FILTER (WHERE kind < 100), 0) AS BIGINT) AS of_people,
    max(newest_at) AS newest_at,
    max(received_at) AS received_at
FROM facts_seen AS s
LEFT JOIN otherwise AS o ON o.source = s.source
GROUP BY s.source
ORDER BY s.source
