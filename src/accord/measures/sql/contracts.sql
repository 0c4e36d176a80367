-- Contracts: every won deal, new business, an expansion or a renewal, from the day it was won. It is due a year later, or
-- when a source says that it ends; an expansion is due with the contract it expands. A renewal decision is about the contract
-- of its customer that is due nearest to it, within half a year either way, and about those due within a month of that one.
-- By the decision nearest to its own day a contract ends: renewed (the renewal stands in its place) or lost. Without one it
-- goes on. A customer is an account, or a person without one.
WITH placed AS (
    SELECT
        d.deal,
        coalesce(d.account, p.account, -d.contact) AS customer,
        CASE WHEN d.deal_type IN ('expansion', 'renewal') THEN d.deal_type ELSE 'new' END AS sort,
        d.amount,
        d.currency,
        d.won_at,
        coalesce(d.won_at, d.lost_at) AS decided_at,
        d.term_ends_at
    FROM deals AS d
    LEFT JOIN people AS p ON p.contact = d.contact
    WHERE d.won_at IS NOT NULL OR d.lost_at IS NOT NULL
),
own AS (
    SELECT
        *,
        coalesce(CASE WHEN term_ends_at > won_at THEN term_ends_at END, won_at + INTERVAL 1 YEAR) AS own_due_at
    FROM placed
    WHERE won_at IS NOT NULL AND customer IS NOT NULL
),
expands AS (
    SELECT e.deal, max_by(m.own_due_at, m.won_at) AS due_at
    FROM own AS e
    JOIN own AS m ON m.customer = e.customer AND m.sort <> 'expansion' AND m.won_at <= e.won_at
    WHERE e.sort = 'expansion'
    GROUP BY e.deal
),
due AS (
    SELECT
        o.deal, o.customer, o.sort, o.amount, o.currency, o.won_at,
        CASE WHEN e.due_at > o.won_at THEN e.due_at ELSE o.own_due_at END AS due_at
    FROM own AS o
    LEFT JOIN expands AS e ON e.deal = o.deal
),
near AS (
    SELECT
        d.deal,
        r.deal AS decision,
        r.decided_at,
        r.won_at IS NOT NULL AS renewed,
        abs(epoch_us(r.decided_at) - epoch_us(d.due_at)) AS far
    FROM due AS d
    JOIN placed AS r
        ON r.customer = d.customer AND r.sort = 'renewal' AND r.deal <> d.deal AND r.decided_at > d.won_at
        AND r.decided_at BETWEEN d.due_at - INTERVAL 183 DAY AND d.due_at + INTERVAL 183 DAY
),
meant AS (
    SELECT * FROM near QUALIFY far <= min(far) OVER (PARTITION BY decision) + 31 * 86_400_000_000
),
decisions AS (
    SELECT *, row_number() OVER (PARTITION BY deal ORDER BY far, decided_at, decision) AS choice FROM meant
)
SELECT
    d.deal,
    d.customer,
    d.sort,
    d.amount,
    coalesce(d.currency, '') AS currency,
    d.won_at AS began_at,
    d.due_at,
    c.decided_at AS ended_at,
    c.renewed
FROM due AS d
LEFT JOIN decisions AS c ON c.deal = d.deal AND c.choice = 1
