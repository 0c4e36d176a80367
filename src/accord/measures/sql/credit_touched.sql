-- The touches of each path in their order, ties by the ledger's number: repeated clicks of one mail by one person are the
-- first of them; of conversations with sales as many stand as the agreement says (`conversations`: 0 none, 1 the first,
-- 2 all).
-- uses: credit_touches, credit_paths
-- bound: conversations
WITH cut AS (
    SELECT
        p.path_no,
        t.* EXCLUDE (buyer),
        row_number() OVER (
            PARTITION BY p.path_no, t.mail_click, t.contact, t.campaign, t.asset ORDER BY t.moment, t.seq
        ) AS click,
        row_number() OVER (PARTITION BY p.path_no, t.by_sales ORDER BY t.moment, t.seq) AS conversation
    FROM credit_paths AS p
    JOIN credit_touches AS t
        ON t.buyer = p.buyer AND t.moment <= p.until AND (p.since IS NULL OR t.moment > p.since)
    WHERE p.what <> 'open' AND (NOT t.by_sales OR $conversations > 0)
)
SELECT path_no, seq, contact, moment, channel, campaign, asset, by_sales
FROM cut
WHERE (NOT mail_click OR click = 1)
  AND (NOT by_sales OR conversation = 1 OR $conversations = 2)
ORDER BY path_no, moment, seq
