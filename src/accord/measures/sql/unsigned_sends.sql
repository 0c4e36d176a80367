-- Automatic mails under a campaign's name since the first signed agreement that no sign-off covered at their instant. A tool that
-- says only what was delivered is counted by that. `covered_names`: a name once for each span (microseconds, half open).
-- bound: covered_names, covered_from, covered_until, first_since
WITH covered AS (
    SELECT
        unnest(CAST($covered_names AS VARCHAR[])) AS campaign,
        unnest(CAST($covered_from AS BIGINT[])) AS since,
        unnest(CAST($covered_until AS BIGINT[])) AS ends
),
sent AS (
    SELECT f.seq, i.contact, f.subject, f.campaign, f.kind, f.source, f.actor, f.occurred_at, epoch_us(f.occurred_at) AS us
    FROM facts AS f
    LEFT JOIN identity AS i ON i.subject = f.subject
    WHERE f.campaign <> ''
      AND ($first_since IS NULL OR f.occurred_at >= CAST($first_since AS TIMESTAMP))
      AND (f.kind IN (30, 43) OR (f.kind = 31 AND f.source NOT IN (SELECT DISTINCT source FROM facts WHERE kind = 30)))
)
SELECT s.*
FROM sent AS s
LEFT JOIN covered AS c ON c.campaign = s.campaign AND s.us >= c.since AND s.us < c.ends
WHERE c.campaign IS NULL
