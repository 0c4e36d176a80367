-- The segment of each won path: the industry of its buyer as the newest word on it says (of the company, else of its people;
-- of the person, where there is no account); '(empty)' where nobody says.
-- uses: credit_paths
WITH won AS (
    SELECT path_no, buyer FROM credit_paths WHERE what = 'won'
),
words AS (
    SELECT subject, lower(trim(split_part(value, '=', 2))) AS industry, occurred_at, source, tie
    FROM facts
    WHERE kind = 64 AND starts_with(value, 'industry=')
),
said AS (
    SELECT c.account AS buyer, w.*, 0 AS distance
    FROM words AS w
    JOIN companies AS c ON c.subject = w.subject
    UNION ALL
    SELECT coalesce(p.account, -i.contact), w.*, 1
    FROM words AS w
    JOIN identity AS i ON i.subject = w.subject
    LEFT JOIN people AS p ON p.contact = i.contact
),
newest AS (
    SELECT buyer, industry
    FROM said
    WHERE buyer IN (SELECT buyer FROM won)
    QUALIFY row_number() OVER (PARTITION BY buyer ORDER BY distance, occurred_at DESC, source DESC, tie DESC) = 1
)
SELECT w.path_no, coalesce(nullif(n.industry, ''), '(empty)') AS segment
FROM won AS w
LEFT JOIN newest AS n ON n.buyer = w.buyer
ORDER BY w.path_no
