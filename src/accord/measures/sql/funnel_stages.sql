-- The funnel: of the leads begun in the window, how many reached each stage or went past it; beside it
-- the same of matured leads only, which alone give shares.
-- uses: leads_begun
SELECT
    s.stage,
    s.id,
    s.owner,
    count(b.contact) FILTER (WHERE b.furthest >= s.stage) AS entered,
    count(b.contact) FILTER (WHERE b.matured) AS matured,
    count(b.contact) FILTER (WHERE b.matured AND b.furthest >= s.stage) AS matured_entered
FROM stages AS s
LEFT JOIN leads_begun AS b ON b.fresh
GROUP BY s.stage, s.id, s.owner
ORDER BY s.stage
