-- The target accounts behind a figure of coverage.
-- uses: coverage
-- bound: tried
SELECT 'account' AS what, account AS key, contact, last_at AS occurred_at, tier AS value
FROM coverage
WHERE CASE $tried
    WHEN 'known' THEN known > 0
    WHEN 'marketing' THEN by_marketing
    WHEN 'sales' THEN by_sales
    WHEN 'both' THEN by_marketing AND by_sales
    WHEN 'engaged' THEN engaged
    WHEN 'in_opportunity' THEN in_opportunity
    WHEN 'won' THEN won
    WHEN 'white' THEN NOT by_marketing AND NOT by_sales
    ELSE true
END
