-- Of each part that is promised of a single lead: how many leads it could be judged of, and of how many it was kept; of an
-- owner in time by class (-2 is hot).
-- uses: promised_parts
-- bound: hot_kinds
SELECT
    part,
    CASE WHEN part <> 'owner' THEN -1 WHEN list_contains(CAST($hot_kinds AS BIGINT[]), asked) THEN -2 ELSE klass END AS place,
    count(*) AS cases,
    count(*) FILTER (WHERE kept) AS hits
FROM promised_parts
GROUP BY ALL
ORDER BY part, place
