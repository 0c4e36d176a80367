-- Duplicates: person records by source, how many people they are, and how many are named by another
-- record but were never read themselves.
SELECT
    source,
    count(*) FILTER (WHERE NOT stub) AS records,
    count(DISTINCT contact) FILTER (WHERE NOT stub) AS people,
    count(*) FILTER (WHERE stub) AS never_read
FROM identity
GROUP BY source
ORDER BY source
