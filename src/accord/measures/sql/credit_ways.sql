-- The way of every deal that was won or lost in the window, and of every deal that is open now, as steps: each its team and its
-- channel; equal ones that follow each other are one. A way of more than four steps is its first three and its last. The six
-- most frequent channels of a step keep their names; the others of a team are '(other)' where they are two or more. A deal
-- that nothing was touched before has one step, '(no touch)', of no team.
-- uses: credit_paths, credit_touched, credit_open_touched
WITH touched AS (
    SELECT p.deal, p.what, t.seq, t.moment, t.channel, t.by_sales
    FROM credit_paths AS p
    LEFT JOIN credit_touched AS t ON t.path_no = p.path_no
    WHERE p.deal <> 0
    UNION ALL
    SELECT deal, 'open', seq, moment, channel, by_sales FROM credit_open_touched
),
states AS (
    SELECT
        deal,
        what,
        moment,
        seq,
        CASE WHEN seq IS NULL THEN '' WHEN by_sales THEN 'sales' ELSE 'marketing' END AS team,
        CASE WHEN seq IS NULL THEN '(no touch)' ELSE CAST(channel AS VARCHAR) END AS channel
    FROM touched
),
before AS (
    SELECT
        *,
        lag(team) OVER (PARTITION BY deal ORDER BY moment, seq) AS team_before,
        lag(channel) OVER (PARTITION BY deal ORDER BY moment, seq) AS channel_before
    FROM states
),
collapsed AS (
    SELECT
        deal,
        what,
        team,
        channel,
        row_number() OVER (PARTITION BY deal ORDER BY moment, seq) AS n,
        count(*) OVER (PARTITION BY deal) AS steps
    FROM before
    WHERE team_before IS NULL OR team <> team_before OR channel <> channel_before
),
placed AS (
    SELECT deal, what, team, channel, steps, least(n, 4) AS step
    FROM collapsed
    WHERE n <= 3 OR n = steps
),
ranked AS (
    SELECT step, team, channel, row_number() OVER (PARTITION BY step ORDER BY count(*) DESC, team, channel) AS place
    FROM placed
    GROUP BY step, team, channel
),
named AS (
    SELECT
        step,
        team,
        channel,
        CASE
            WHEN place <= 6 OR count(*) FILTER (place > 6) OVER (PARTITION BY step, team) = 1 THEN channel
            ELSE '(other)'
        END AS name
    FROM ranked
)
SELECT p.deal, p.what, p.step, p.team, n.name AS channel, p.steps
FROM placed AS p
JOIN named AS n ON n.step = p.step AND n.team = p.team AND n.channel = p.channel
ORDER BY p.deal, p.step
