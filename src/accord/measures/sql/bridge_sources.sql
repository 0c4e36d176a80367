-- Which sources hold people, how many records each, and whether it holds deals.
SELECT
    source,
    count(*) FILTER (WHERE NOT stub) AS records,
    source IN (SELECT source FROM deals) AS holds_deals
FROM identity
GROUP BY source
HAVING count(*) FILTER (WHERE NOT stub) > 0
ORDER BY source
