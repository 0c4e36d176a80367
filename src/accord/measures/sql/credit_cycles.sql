-- Every deal as its buyer's cycle: what became of it (won, lost, or open), and from when on a touch may be of its path:
-- after the last closing of another deal of the buyer before this one began, within the look-back before it closed.
-- `within`: it closed in the window.
-- bound: look_back, from_day, to_day, zone
WITH placed AS (
    SELECT
        d.deal,
        coalesce(d.account, p.account, -d.contact) AS buyer,
        d.created_at,
        coalesce(d.won_at, d.lost_at) AS closed_at,
        d.won_at IS NOT NULL AS won,
        d.amount,
        d.currency
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
)
SELECT
    d.deal,
    d.buyer,
    CASE WHEN d.closed_at IS NULL THEN 'open' WHEN d.won THEN 'won' ELSE 'lost' END AS what,
    d.created_at,
    d.closed_at,
    greatest(c.after, d.closed_at - to_microseconds($look_back)) AS since,
    ($from_day IS NULL OR CAST(timezone($zone, timezone('UTC', d.closed_at)) AS DATE) >= CAST($from_day AS DATE))
    AND ($to_day IS NULL OR CAST(timezone($zone, timezone('UTC', d.closed_at)) AS DATE) < CAST($to_day AS DATE)) AS within,
    d.amount,
    d.currency
FROM placed AS d
LEFT JOIN cycles AS c ON c.deal = d.deal
ORDER BY d.buyer NULLS FIRST, d.deal
