-- Rows of each source's files: accepted, refused, skipped, and facts that were known already.
SELECT
    source,
    count(*) AS files,
    CAST(sum(accepted) AS BIGINT) AS accepted,
    CAST(sum(rejected) AS BIGINT) AS rejected,
    CAST(sum(skipped) AS BIGINT) AS skipped,
    CAST(sum(facts_known) AS BIGINT) AS known_already
FROM imports
GROUP BY source
ORDER BY source
