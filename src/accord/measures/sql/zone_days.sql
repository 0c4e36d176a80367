-- How far the reporting zone is ahead of UTC on each day of UTC, and whether it stays so all day: a calendar
-- of a few thousand rows spares looking into the zone's rules for each of millions of instants.
-- bound: zone, now_at
WITH midnights AS (
    SELECT
        unnest(range(TIMESTAMP '2000-01-01', CAST($now_at AS TIMESTAMP) + INTERVAL 2 DAY, INTERVAL 1 DAY)) AS midnight
)
SELECT
    CAST(midnight AS DATE) AS utc_day,
    timezone($zone, timezone('UTC', midnight)) - midnight AS ahead,
    timezone($zone, timezone('UTC', midnight + INTERVAL 1 DAY)) - (midnight + INTERVAL 1 DAY) = ahead AS steady
FROM midnights
