-- Speed to lead, lead by lead: each lead that qualified in the window, its source and class (-1: none), whether it has matured
-- and was won, and how long it waited for a first genuine response. `rotated`: its owners took turns, and no rule of whose
-- lead it is came before (`arrivals` says so of all leads: shared out at random elsewhere).
-- uses: response_times, leads_dated, deals_won, handed_over
-- bound: from_day, to_day, mature_days, today, arrivals
WITH wins AS (
    SELECT DISTINCT contact, lead FROM deals_won
)
SELECT
    r.contact,
    r.lead,
    r.opened_by,
    r.handed_at,
    r.source,
    coalesce(r.klass, -1) AS klass,
    coalesce(p.account, -r.contact) AS company,
    d.opened_day + CAST($mature_days AS INTEGER) <= CAST($today AS DATE) AS matured,
    w.contact IS NOT NULL AS won,
    r.waited,
    r.answered,
    $arrivals = 'random' OR coalesce(h.step IN ('round robin', 'round robin by capacity'), false) AS rotated
FROM response_times AS r
JOIN leads_dated AS d ON d.contact = r.contact AND d.lead = r.lead
LEFT JOIN handed_over AS h ON h.contact = r.contact AND h.lead = r.lead
LEFT JOIN people AS p ON p.contact = r.contact
LEFT JOIN wins AS w ON w.contact = r.contact AND w.lead = r.lead
WHERE ($from_day IS NULL OR r.qualified_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR r.qualified_day < CAST($to_day AS DATE))
