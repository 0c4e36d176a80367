-- Lead quality by source, campaign and class: how many leads, how many have matured, how many of those crossed the hand-off
-- line and were won; how many qualified, and how many of those were answered.
-- uses: quality_leads
WITH cells AS (
    SELECT 'source' AS dimension, source AS cell, * FROM quality_leads
    UNION ALL
    SELECT 'campaign' AS dimension, campaign AS cell, * FROM quality_leads
    UNION ALL
    SELECT 'class' AS dimension, klass AS cell, * FROM quality_leads
)
SELECT
    dimension,
    cell,
    count(*) AS leads,
    count(*) FILTER (WHERE matured) AS matured,
    count(*) FILTER (WHERE matured AND accepted) AS accepted,
    count(*) FILTER (WHERE matured AND won) AS won,
    count(waited) AS qualified,
    count(*) FILTER (WHERE answered) AS answered
FROM cells
GROUP BY dimension, cell
ORDER BY dimension, leads DESC, cell
