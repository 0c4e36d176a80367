-- The segment of each won path: the industry of its buyer as the newest word on it says; '(empty)' where nobody says.
-- uses: credit_paths, industry_words
WITH won AS (
    SELECT path_no, buyer FROM credit_paths WHERE what = 'won'
),
newest AS (
    SELECT buyer, industry
    FROM industry_words
    WHERE buyer IN (SELECT buyer FROM won)
    QUALIFY row_number() OVER (PARTITION BY buyer ORDER BY distance, occurred_at DESC, source DESC, tie DESC) = 1
)
SELECT w.path_no, coalesce(nullif(n.industry, ''), '(empty)') AS segment
FROM won AS w
LEFT JOIN newest AS n ON n.buyer = w.buyer
ORDER BY w.path_no
