-- Touches of the window that each clause speaks against, by the side that came second; a touch that several speak against
-- stands once under each.
-- uses: collisions, collision_touches
SELECT
    c.clause,
    c.team,
    count(*) AS collided,
    count(*) FILTER (WHERE c.both_teams) AS both_teams
FROM collisions AS c
JOIN collision_touches AS t ON t.seq = c.seq
GROUP BY c.clause, c.team
ORDER BY c.clause, c.team
