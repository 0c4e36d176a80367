-- Paths: one for every deal that closed (won, or lost as a path without a win), and one for every buyer who has touched
-- nothing for the look-back (silent: also without a win). A deal's path has the touches of all people of its account, or
-- of its person where it has no account, after the last closing of another deal of theirs before it began, within the
-- look-back before it closed, and up to its closing. Whoever has an open deal, or a touch within the look-back, is open
-- and neither. Of the window are the paths that ended in it: `ended_at` is the closing, or the end of the silence.
-- uses: credit_touches, credit_cycles
-- bound: now_at, look_back, from_day, to_day, zone
WITH closings AS (
    SELECT buyer, max(closed_at) AS after, bool_or(closed_at IS NULL) AS open FROM credit_cycles GROUP BY buyer
),
latest AS (
    SELECT t.buyer, max(t.moment) AS last_at, any_value(c.after) AS after, coalesce(bool_or(c.open), false) AS open
    FROM credit_touches AS t
    LEFT JOIN closings AS c ON c.buyer = t.buyer
    WHERE c.after IS NULL OR t.moment > c.after
    GROUP BY t.buyer
),
ended AS (
    SELECT what, deal, buyer, since, closed_at AS until, closed_at AS ended_at, created_at
    FROM credit_cycles
    WHERE what <> 'open'
    UNION ALL
    SELECT
        CASE
            WHEN open OR $look_back IS NULL OR last_at + to_microseconds($look_back) > $now_at THEN 'open'
            ELSE 'silent'
        END,
        0,
        buyer,
        greatest(after, last_at - to_microseconds($look_back)),
        last_at,
        last_at + to_microseconds($look_back),
        NULL
    FROM latest
)
SELECT row_number() OVER (ORDER BY what, deal, buyer) - 1 AS path_no, *
FROM ended
WHERE what = 'open'
    OR (($from_day IS NULL OR CAST(timezone($zone, timezone('UTC', ended_at)) AS DATE) >= CAST($from_day AS DATE))
    AND ($to_day IS NULL OR CAST(timezone($zone, timezone('UTC', ended_at)) AS DATE) < CAST($to_day AS DATE)))
