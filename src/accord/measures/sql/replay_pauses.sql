-- What may pause a clock, with some contacts, from an instant on: what was said (a reply that the buyer is away, a booked
-- meeting), until when, and when the buyer next did something.
-- bound: contacts, kinds, touches, since_at
WITH mine AS (
    SELECT i.contact, f.seq, f.kind, f.occurred_at, f.value
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    LEFT JOIN judgements AS j ON j.seq = f.seq
    WHERE f.occurred_at >= $since_at
      AND i.contact IN (SELECT unnest(CAST($contacts AS BIGINT[])))
      AND f.kind IN (
          SELECT unnest(CAST($kinds AS SMALLINT[])) UNION ALL SELECT unnest(CAST($touches AS SMALLINT[]))
      )
      AND coalesce(j.agent, f.agent) = 0
),
said AS (
    SELECT contact, seq, kind, occurred_at, value
    FROM mine
    WHERE kind IN (SELECT unnest(CAST($kinds AS SMALLINT[]))) AND value <> ''
)
SELECT
    s.contact,
    s.kind,
    s.occurred_at,
    CAST(s.value AS VARCHAR) AS value,
    min(t.occurred_at) AS back_at
FROM said AS s
LEFT JOIN mine AS t
    ON t.contact = s.contact AND t.occurred_at > s.occurred_at AND t.kind IN (SELECT unnest(CAST($touches AS SMALLINT[])))
GROUP BY s.contact, s.seq, s.kind, s.occurred_at, s.value
ORDER BY s.contact, s.occurred_at, s.seq
