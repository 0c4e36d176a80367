-- Qualified leads by source, class, fit band and what a collision needs to happen (`alike`), and by the side that came second in
-- their first collision (empty: none): how many there are, of the window and of all time; how many of each stood at the landmark
-- and had collided by then or not; how many of those have matured, and were won.
-- uses: collision_leads
-- bound: from_day, to_day
WITH placed AS (
    SELECT
        *,
        CASE WHEN early THEN team ELSE '' END AS side,
        ($from_day IS NULL OR qualified_day >= CAST($from_day AS DATE))
            AND ($to_day IS NULL OR qualified_day < CAST($to_day AS DATE)) AS inside
    FROM collision_leads
)
SELECT
    source,
    klass,
    band,
    alike,
    side,
    count(*) FILTER (WHERE inside AND collided_at IS NOT NULL) AS collided,
    count(*) FILTER (WHERE inside AND stood AND side <> '') AS asked,
    count(*) FILTER (WHERE stood AND matured) AS matured,
    count(*) FILTER (WHERE stood AND matured AND won) AS won
FROM placed
GROUP BY source, klass, band, alike, side
ORDER BY source, klass, band, alike, side
