-- Customers with what is known of each: a person of theirs, who owns them (of the deal won last), and their industry as the
-- newest word on it says.
-- uses: contracts, industry_words
WITH industries AS (
    SELECT buyer, industry
    FROM industry_words
    WHERE buyer IN (SELECT customer FROM contracts)
    QUALIFY row_number() OVER (PARTITION BY buyer ORDER BY distance, occurred_at DESC, source DESC, tie DESC) = 1
),
members AS (
    SELECT account, min(contact) AS contact FROM people WHERE account IS NOT NULL GROUP BY account
),
owners AS (
    SELECT k.customer, max_by(d.owner, k.began_at) AS owner
    FROM contracts AS k
    JOIN deals AS d ON d.deal = k.deal
    WHERE d.owner <> ''
    GROUP BY k.customer
)
SELECT
    k.customer,
    CASE WHEN k.customer < 0 THEN -k.customer ELSE m.contact END AS contact,
    coalesce(o.owner, '') AS owner,
    coalesce(nullif(i.industry, ''), '(empty)') AS segment
FROM (SELECT DISTINCT customer FROM contracts) AS k
LEFT JOIN members AS m ON m.account = k.customer
LEFT JOIN owners AS o ON o.customer = k.customer
LEFT JOIN industries AS i ON i.buyer = k.customer
