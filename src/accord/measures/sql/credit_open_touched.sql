-- The touches so far of every deal that is open, cut as those of a path: after the last closing of another deal of its buyer
-- before this one began, within the look-back before now; repeated clicks and conversations as on a path. A deal without one
-- is a row without a touch.
-- uses: credit_cycles, credit_touches
-- bound: now_at, look_back, conversations
WITH open_deals AS (
    SELECT d.deal, d.buyer, greatest(max(o.closed_at), CAST($now_at AS TIMESTAMP) - to_microseconds($look_back)) AS since
    FROM credit_cycles AS d
    LEFT JOIN credit_cycles AS o ON o.buyer = d.buyer AND o.deal <> d.deal AND o.closed_at <= d.created_at
    WHERE d.what = 'open'
    GROUP BY d.deal, d.buyer
),
cut AS (
    SELECT
        d.deal,
        t.* EXCLUDE (buyer),
        row_number() OVER (
            PARTITION BY d.deal, t.mail_click, t.contact, t.campaign, t.asset ORDER BY t.moment, t.seq
        ) AS click,
        row_number() OVER (PARTITION BY d.deal, t.by_sales ORDER BY t.moment, t.seq) AS conversation
    FROM open_deals AS d
    JOIN credit_touches AS t
        ON t.buyer = d.buyer AND (d.since IS NULL OR t.moment > d.since) AND t.moment <= CAST($now_at AS TIMESTAMP)
    WHERE NOT t.by_sales OR $conversations > 0
)
SELECT d.deal, c.seq, c.moment, c.channel, c.by_sales
FROM open_deals AS d
LEFT JOIN cut AS c
    ON c.deal = d.deal AND (NOT c.mail_click OR c.click = 1) AND (NOT c.by_sales OR c.conversation = 1 OR $conversations = 2)
ORDER BY d.deal, c.moment, c.seq
