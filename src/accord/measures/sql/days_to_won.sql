-- Calendar days from a lead's first contact to its deal being won: median, mean and the slowest tenth.
-- A deal won before the first contact counts with its negative days, and is counted apart as well.
-- uses: leads_begun, deals_won
WITH of_leads AS (
    SELECT w.deal, w.days_to_won, w.before_contact
    FROM deals_won AS w
    JOIN leads_begun AS b ON b.contact = w.contact AND b.lead = w.lead
)
SELECT
    count(*) AS deals,
    quantile_cont(days_to_won, 0.5) AS median_days,
    avg(days_to_won) AS mean_days,
    quantile_cont(days_to_won, 0.9) AS p90_days,
    count(*) FILTER (WHERE before_contact) AS before_contact
FROM of_leads
