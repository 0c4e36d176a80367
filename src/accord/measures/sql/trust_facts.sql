-- Where the numbers come from: facts by source, how many of them a machine caused (kept, never counted as
-- a touch), the newest happening and the newest arrival.
SELECT
    source,
    count(*) AS facts,
    count(*) FILTER (WHERE agent = 1) AS by_machines,
    max(occurred_at) AS newest_at,
    max(received_at) AS received_at
FROM facts
GROUP BY source
ORDER BY source
