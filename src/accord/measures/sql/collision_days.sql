-- Touches of each day of the window by team, and how many of them collided, between both teams among them.
-- uses: collision_touches
SELECT
    day,
    team,
    count(*) AS touches,
    count(*) FILTER (WHERE collided) AS collided,
    count(*) FILTER (WHERE both_teams) AS both_teams
FROM collision_touches
GROUP BY day, team
ORDER BY day, team
