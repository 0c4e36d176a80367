-- How many person records each source marked with a lifecycle stage: where marketing marks any, only the
-- qualified ones are its count.
SELECT source, count(DISTINCT subject) AS marked
FROM facts
WHERE kind = 62
GROUP BY source
ORDER BY source
