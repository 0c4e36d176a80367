-- Whole ways, those that most deals were won by first: how many went each, by how they ended; `longer`: of how many steps were
-- left out between the third and the last.
-- uses: credit_ways
WITH written AS (
    SELECT
        deal,
        any_value(what) AS what,
        string_agg(team || ':' || channel, ' > ' ORDER BY step) AS way,
        CAST(any_value(steps) > 4 AS INTEGER) AS longer
    FROM credit_ways
    GROUP BY deal
)
SELECT
    way,
    count(*) FILTER (what = 'won') AS won,
    count(*) FILTER (what = 'lost') AS lost,
    count(*) FILTER (what = 'open') AS open,
    sum(longer) AS longer
FROM written
GROUP BY way
ORDER BY won DESC, lost DESC, open DESC, way
