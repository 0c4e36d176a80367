-- The deals won with people whom a campaign reached, or at their companies, after they were reached and within the look-back, each once.
-- `sourced`: the deal began after it, and nobody of that deal had been a lead or had a deal before; every one is influenced.
-- uses: result_people
-- bound: now_at
WITH met AS (
    SELECT r.contact, r.since, r.until, p.account
    FROM result_people AS r
    LEFT JOIN people AS p ON p.contact = r.contact
    WHERE r.reached
),
early AS (
    SELECT m.contact
    FROM met AS m
    WHERE EXISTS (SELECT 1 FROM leads AS l WHERE l.contact = m.contact AND l.opened_at < m.since)
       OR EXISTS (SELECT 1 FROM deals AS d WHERE d.contact = m.contact AND d.created_at < m.since)
),
pairs AS (
    SELECT d.deal, m.contact, m.since, d.created_at >= m.since AND m.contact NOT IN (SELECT contact FROM early) AS sourced
    FROM met AS m
    JOIN deals AS d ON d.contact = m.contact OR (d.account IS NOT NULL AND d.account = m.account)
    WHERE d.won_at >= m.since AND d.won_at <= m.until AND d.won_at <= CAST($now_at AS TIMESTAMP)
      AND d.deal_type IS DISTINCT FROM 'renewal'
)
SELECT d.deal, d.contact, d.account, d.won_at, d.amount, coalesce(d.currency, '') AS currency, d.owner,
    bool_and(p.sourced) AS sourced, min(p.since) AS since
FROM pairs AS p
JOIN deals AS d ON d.deal = p.deal
GROUP BY ALL
ORDER BY d.won_at DESC, d.deal
