-- The people of target accounts: the newest word on the role of each, and whether marketing (a delivered message, a campaign)
-- or sales (an attempt of a person) reached them in the window, and whether they did anything themselves.
-- uses: targets, zone_days
-- bound: from_day, to_day
WITH mine AS (
    SELECT t.account, p.contact, i.subject
    FROM targets AS t
    JOIN people AS p ON p.account = t.account
    JOIN identity AS i ON i.contact = p.contact
),
roles AS (
    SELECT m.contact, lower(split_part(f.value, '=', 2)) AS role
    FROM facts AS f
    JOIN mine AS m ON m.subject = f.subject
    WHERE f.kind = 64 AND starts_with(f.value, 'role=')
    QUALIFY row_number() OVER (PARTITION BY m.contact ORDER BY f.occurred_at DESC, f.source DESC, f.tie DESC) = 1
),
touches AS (
    SELECT
        m.contact,
        bool_or(f.kind IN (30, 31, 33, 34)) AS by_marketing,
        bool_or(f.kind IN (40, 41, 42, 44, 45)) AS by_sales,
        bool_or(f.kind IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 20, 21)) AS engaged,
        max(f.occurred_at) AS last_at
    FROM facts AS f
    JOIN mine AS m ON m.subject = f.subject
    JOIN zone_days AS z ON z.utc_day = CAST(f.occurred_at AS DATE)
    LEFT JOIN judgements AS j ON j.seq = f.seq
    WHERE f.kind IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 20, 21, 30, 31, 33, 34, 40, 41, 42, 44, 45)
      AND coalesce(j.agent, f.agent) <> 1
      AND ($from_day IS NULL OR CAST(f.occurred_at + z.ahead AS DATE) >= CAST($from_day AS DATE))
      AND ($to_day IS NULL OR CAST(f.occurred_at + z.ahead AS DATE) < CAST($to_day AS DATE))
    GROUP BY m.contact
)
SELECT
    m.account,
    m.contact,
    coalesce(any_value(r.role), '') AS role,
    coalesce(bool_or(t.by_marketing), false) AS by_marketing,
    coalesce(bool_or(t.by_sales), false) AS by_sales,
    coalesce(bool_or(t.engaged), false) AS engaged,
    max(t.last_at) AS last_at
FROM mine AS m
LEFT JOIN roles AS r ON r.contact = m.contact
LEFT JOIN touches AS t ON t.contact = m.contact
GROUP BY m.account, m.contact
