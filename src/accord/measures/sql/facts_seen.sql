-- Facts by source, kind and whether a machine caused them: how many, the newest happening and the newest
-- arrival.
SELECT
    source,
    kind,
    agent,
    count(*) AS facts,
    max(occurred_at) AS newest_at,
    max(received_at) AS received_at
FROM facts
GROUP BY source, kind, agent
