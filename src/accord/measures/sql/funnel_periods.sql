-- Volumes by month: how many leads entered each stage for the first time in that month, whenever they
-- began. These are no cohorts: never divide one stage by another here.
-- uses: zone_days
-- bound: zone, from_day, to_day
WITH first_entries AS (
    SELECT stage, min(entered_at) AS entered_at
    FROM stays
    GROUP BY contact, lead, stage
),
local_days AS (
    SELECT
        e.stage,
        CASE
            WHEN z.steady THEN CAST(e.entered_at + z.ahead AS DATE)
            ELSE CAST(timezone($zone, timezone('UTC', e.entered_at)) AS DATE)
        END AS entered_day
    FROM first_entries AS e
    LEFT JOIN zone_days AS z ON z.utc_day = CAST(e.entered_at AS DATE)
)
SELECT CAST(date_trunc('month', entered_day) AS DATE) AS period, s.id AS stage, count(*) AS leads
FROM local_days AS l
JOIN stages AS s ON s.stage = l.stage
WHERE ($from_day IS NULL OR entered_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR entered_day < CAST($to_day AS DATE))
GROUP BY period, s.id, s.stage
ORDER BY period, s.stage
