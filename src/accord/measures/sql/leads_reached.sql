-- Leads begun in the window by the channel they came by: how many, and of them, so far, how many qualified, were accepted,
-- became sales-ready and were won. A lead counts where it began, however late it is won: a cohort, that goes on ripening.
-- uses: leads_begun, deals_won
-- bound: line, ready, qualified
SELECT
    b.source,
    count(*) AS leads,
    CASE WHEN $qualified >= 0 THEN count(*) FILTER (WHERE b.furthest >= $qualified) END AS qualified,
    count(*) FILTER (WHERE b.furthest >= $line) AS accepted,
    count(*) FILTER (WHERE b.furthest >= $ready) AS ready,
    count(w.contact) AS won,
    count(*) FILTER (WHERE b.matured) AS matured
FROM leads_begun AS b
LEFT JOIN (SELECT DISTINCT contact, lead FROM deals_won) AS w ON w.contact = b.contact AND w.lead = b.lead
WHERE b.fresh
GROUP BY b.source
ORDER BY b.source
