-- Everybody whom a campaign reached or held back, each once, with what they did from then on for as long as the look-back: what people
-- did, not machines. The arm is what `campaign_joined` says (`arm=...`), or the asset of a letter sent from here; `holdout` is who was
-- drawn to get nothing, by `arm=holdout` or here (`held_subjects`); who was held back and reached all the same stays held back.
-- bound: result_names, held_subjects, held_since, look_back, now_at
WITH held AS (
    SELECT i.contact, make_timestamp(h.us) AS since
    FROM (
        SELECT unnest(CAST($held_subjects AS BIGINT[])) AS subject, unnest(CAST($held_since AS BIGINT[])) AS us
    ) AS h
    JOIN identity AS i ON i.subject = h.subject
),
named AS (
    SELECT i.contact, f.kind, f.source, f.value, f.asset, f.occurred_at
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    WHERE f.kind IN (30, 31, 33, 43) AND list_contains(CAST($result_names AS VARCHAR[]), f.campaign)
),
entered AS (
    SELECT contact, since, 'holdout' AS arm, false AS reached FROM held
    UNION ALL
    SELECT contact, occurred_at,
        CASE
            WHEN kind = 33 AND starts_with(lower(value), 'arm=') THEN trim(substr(value, 5))
            WHEN kind = 30 AND source = 'accord' THEN asset
            ELSE ''
        END,
        NOT (kind = 33 AND lower(replace(value, ' ', '')) = 'arm=holdout')
    FROM named
),
members AS (
    SELECT
        contact,
        min(since) AS since,
        CASE
            WHEN bool_or(lower(arm) = 'holdout') THEN 'holdout'
            ELSE coalesce(arg_min(arm, (since, arm)) FILTER (arm <> ''), '')
        END AS arm,
        bool_or(reached) AS reached
    FROM entered
    GROUP BY contact
),
bounded AS (
    SELECT *,
        least(
            coalesce(since + to_microseconds(CAST($look_back AS BIGINT)), CAST($now_at AS TIMESTAMP)), CAST($now_at AS TIMESTAMP)
        ) AS until
    FROM members
),
happened AS (
    SELECT i.contact, f.kind, f.occurred_at
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    LEFT JOIN judgements AS j ON j.seq = f.seq
    WHERE f.kind BETWEEN 1 AND 59
      AND (f.kind BETWEEN 22 AND 59 OR (coalesce(j.agent, f.agent) = 0 AND (j.seq IS NULL OR j.released_at IS NOT NULL)))
),
did AS (
    SELECT
        b.contact,
        bool_or(h.kind IN (1, 2, 3, 4)) AS visited,
        bool_or(h.kind IN (10, 16)) AS clicked,
        bool_or(h.kind IN (12, 20)) AS replied,
        bool_or(h.kind IN (17, 44)) AS met,
        bool_or(h.kind IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 20, 21, 34, 44)) AS answered,
        count(*) FILTER (h.kind BETWEEN 30 AND 39) AS by_marketing,
        count(*) FILTER (h.kind BETWEEN 40 AND 45) AS by_sales
    FROM bounded AS b
    JOIN happened AS h ON h.contact = b.contact AND h.occurred_at >= b.since AND h.occurred_at <= b.until
    GROUP BY b.contact
),
began AS (
    SELECT b.contact, count(*) AS leads
    FROM bounded AS b
    JOIN leads AS l ON l.contact = b.contact AND l.opened_at >= b.since AND l.opened_at <= b.until
    GROUP BY b.contact
),
bought AS (
    SELECT b.contact, count(*) AS deals, count(*) FILTER (d.won_at <= CAST($now_at AS TIMESTAMP)) AS won
    FROM bounded AS b
    JOIN deals AS d ON d.contact = b.contact AND d.created_at >= b.since AND d.created_at <= b.until
    WHERE d.deal_type IS DISTINCT FROM 'renewal'
    GROUP BY b.contact
)
SELECT
    b.contact,
    b.arm,
    b.since,
    b.until,
    b.reached,
    coalesce(d.visited, false) AS visited,
    coalesce(d.clicked, false) AS clicked,
    coalesce(d.replied, false) AS replied,
    coalesce(d.met, false) AS met,
    coalesce(d.answered, false) AS answered,
    coalesce(d.by_marketing, 0) AS by_marketing,
    coalesce(d.by_sales, 0) AS by_sales,
    coalesce(g.leads, 0) AS leads,
    coalesce(o.deals, 0) AS deals,
    coalesce(o.won, 0) AS won
FROM bounded AS b
LEFT JOIN did AS d ON d.contact = b.contact
LEFT JOIN began AS g ON g.contact = b.contact
LEFT JOIN bought AS o ON o.contact = b.contact
