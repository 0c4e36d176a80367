-- Paths: one for every deal that closed (won, or lost as a path without a win), and one for every buyer who has touched
-- nothing for the look-back (silent: also without a win). A deal's path has the touches of all people of its account, or
-- of its person where it has no account, after the last closing of another deal of theirs before it began, within the
-- look-back before it closed, and up to its closing. Whoever has an open deal, or a touch within the look-back, is open
-- and neither. Of the window are the paths that ended in it: `ended_at` is the closing, or the end of the silence.
-- uses: credit_touches
-- bound: now_at, look_back, from_day, to_day, zone
WITH placed AS (
    SELECT
        d.deal,
        coalesce(d.account, p.account, -d.contact) AS buyer,
        d.created_at,
        coalesce(d.won_at, d.lost_at) AS closed_at,
        d.won_at IS NOT NULL AS won
    FROM deals AS d
    LEFT JOIN people AS p ON p.contact = d.contact
    WHERE d.deal_type IS DISTINCT FROM 'renewal'
),
cycles AS (
    SELECT d.deal, max(o.closed_at) AS after
    FROM placed AS d
    JOIN placed AS o
        ON o.buyer = d.buyer AND o.deal <> d.deal AND o.closed_at <= coalesce(d.created_at, d.closed_at)
        AND o.closed_at < d.closed_at
    WHERE d.closed_at IS NOT NULL
    GROUP BY d.deal
),
closings AS (
    SELECT buyer, max(closed_at) AS after, bool_or(closed_at IS NULL) AS open FROM placed GROUP BY buyer
),
latest AS (
    SELECT t.buyer, max(t.moment) AS last_at, any_value(c.after) AS after, coalesce(bool_or(c.open), false) AS open
    FROM credit_touches AS t
    LEFT JOIN closings AS c ON c.buyer = t.buyer
    WHERE c.after IS NULL OR t.moment > c.after
    GROUP BY t.buyer
),
ended AS (
    SELECT
        CASE WHEN d.won THEN 'won' ELSE 'lost' END AS what,
        d.deal,
        d.buyer,
        greatest(c.after, d.closed_at - to_microseconds($look_back)) AS since,
        d.closed_at AS until,
        d.closed_at AS ended_at,
        d.created_at
    FROM placed AS d
    LEFT JOIN cycles AS c ON c.deal = d.deal
    WHERE d.closed_at IS NOT NULL
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
