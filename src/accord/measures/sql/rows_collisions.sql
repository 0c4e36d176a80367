-- The touches behind a figure of collisions: all of the window, those that collided, those of both teams; of one day's week
-- (`cell`: its Monday), of one clause, or of the side that came second; or the people who were reached or collided, at their
-- first such touch.
-- uses: collision_touches, collisions
-- bound: tried, cell, team, clause
WITH chosen AS (
    SELECT t.*
    FROM collision_touches AS t
    WHERE ($team IS NULL OR t.team = $team)
      AND ($cell IS NULL OR t.day >= CAST(split_part($cell, '/', 1) AS DATE) AND t.day < CAST(split_part($cell, '/', 2) AS DATE))
      AND CASE $tried WHEN 'both_teams' THEN t.both_teams WHEN 'collided' THEN t.collided WHEN 'people_collided' THEN t.collided ELSE true END
      AND ($clause IS NULL OR EXISTS (SELECT 1 FROM collisions AS c WHERE c.seq = t.seq AND c.clause = $clause))
)
SELECT 'fact' AS what, seq AS key, contact, moment AS occurred_at, team AS value
FROM chosen
QUALIFY coalesce($tried, '') NOT IN ('people', 'people_collided') OR row_number() OVER (PARTITION BY contact ORDER BY moment, seq) = 1
