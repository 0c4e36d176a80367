-- Customers at risk today, each with every agreed sign: their contract is past its end and nobody says what came of it
-- (past_end); it ends soon and its renewal is undecided (renewal_near); no person of theirs did anything for long (silent);
-- neither team reached them for long (untouched); their use fell by the agreed share below the most of the year before
-- (use_down). A customer without a contract in force is none.
-- uses: contracts, customers
-- bound: today, now_at, silent_days, untouched_days, renewal_days, use_down
WITH mine AS (
    SELECT
        customer,
        min(due_at) AS due_at,
        max(began_at) AS began_at,
        CAST(coalesce(sum(amount), 0) AS BIGINT) AS amount,
        max(nullif(currency, '')) AS currency
    FROM contracts
    WHERE began_at <= CAST($now_at AS TIMESTAMP) AND (ended_at IS NULL OR ended_at > CAST($now_at AS TIMESTAMP))
    GROUP BY customer
),
touched AS (
    SELECT
        coalesce(p.account, -p.contact) AS customer,
        max(f.occurred_at) FILTER (WHERE f.kind < 30) AS buyer_at,
        max(f.occurred_at) FILTER (WHERE f.kind >= 30) AS ours_at
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    JOIN people AS p ON p.contact = i.contact
    LEFT JOIN judgements AS j ON j.seq = f.seq
    WHERE f.kind IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 20, 21, 30, 31, 33, 34, 40, 41, 42, 44, 45)
      AND coalesce(j.agent, f.agent) <> 1
      AND f.occurred_at <= CAST($now_at AS TIMESTAMP)
    GROUP BY 1
),
used AS (
    SELECT c.account AS customer, f.occurred_at, TRY_CAST(split_part(f.value, '=', 2) AS DOUBLE) AS much
    FROM facts AS f
    JOIN companies AS c ON c.subject = f.subject
    WHERE f.kind = 64 AND starts_with(f.value, 'use=') AND f.occurred_at <= CAST($now_at AS TIMESTAMP)
),
uses AS (
    SELECT customer, max_by(much, occurred_at) AS newest, max(much) AS most
    FROM used
    WHERE occurred_at > CAST($now_at AS TIMESTAMP) - INTERVAL 1 YEAR
    GROUP BY customer
),
signs AS (
    SELECT
        m.*,
        m.due_at < CAST($today AS DATE) AS past_end,
        m.due_at >= CAST($today AS DATE) AND m.due_at < CAST($today AS DATE) + CAST($renewal_days AS INTEGER) AS renewal_near,
        coalesce(t.buyer_at, m.began_at) < CAST($today AS DATE) - CAST($silent_days AS INTEGER) AS silent,
        coalesce(t.ours_at, m.began_at) < CAST($today AS DATE) - CAST($untouched_days AS INTEGER) AS untouched,
        coalesce(u.newest <= (1 - $use_down) * u.most AND u.most > 0, false) AS use_down,
        t.buyer_at,
        t.ours_at,
        u.newest,
        u.most
    FROM mine AS m
    LEFT JOIN touched AS t ON t.customer = m.customer
    LEFT JOIN uses AS u ON u.customer = m.customer
)
SELECT s.*, c.contact, c.owner, c.segment
FROM signs AS s
JOIN customers AS c ON c.customer = s.customer
WHERE past_end OR renewal_near OR silent OR untouched OR use_down
ORDER BY
    CAST(past_end AS INTEGER) + CAST(renewal_near AS INTEGER) + CAST(silent AS INTEGER) + CAST(untouched AS INTEGER)
    + CAST(use_down AS INTEGER) DESC,
    amount DESC,
    customer
