-- What sales hears: the reasons that were given for leads returned, recycled or disqualified in the window, in the
-- words of whoever gave them; a person counts once for each reason, however many systems say it.
-- uses: zone_days
-- bound: from_day, to_day
WITH said AS (
    SELECT
        f.kind,
        coalesce(nullif(f.value, ''), '') AS reason,
        i.contact,
        CAST(f.occurred_at + z.ahead AS DATE) AS said_day
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    JOIN zone_days AS z ON z.utc_day = CAST(f.occurred_at AS DATE)
    WHERE f.kind IN (91, 92, 93)
)
SELECT kind, reason, count(DISTINCT contact) AS people
FROM said
WHERE ($from_day IS NULL OR said_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR said_day < CAST($to_day AS DATE))
GROUP BY kind, reason
ORDER BY people DESC, kind, reason
