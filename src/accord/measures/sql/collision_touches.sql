-- The touches of the window, each with its day in the reporting zone, the company of its person, and whether it collided.
-- uses: contact_touches, collisions, zone_days
-- bound: zone, from_day, to_day
WITH dated AS (
    SELECT
        t.seq,
        t.contact,
        t.team,
        t.moment,
        coalesce(p.account, -t.contact) AS company,
        CASE
            WHEN z.steady THEN CAST(t.moment + z.ahead AS DATE)
            ELSE CAST(timezone($zone, timezone('UTC', t.moment)) AS DATE)
        END AS day
    FROM contact_touches AS t
    LEFT JOIN people AS p ON p.contact = t.contact
    LEFT JOIN zone_days AS z ON z.utc_day = CAST(t.moment AS DATE)
),
collided AS (
    SELECT seq, bool_or(both_teams) AS both_teams FROM collisions GROUP BY seq
)
SELECT d.*, c.seq IS NOT NULL AS collided, coalesce(c.both_teams, false) AS both_teams
FROM dated AS d
LEFT JOIN collided AS c ON c.seq = d.seq
WHERE ($from_day IS NULL OR d.day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR d.day < CAST($to_day AS DATE))
