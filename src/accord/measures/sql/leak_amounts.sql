-- What deals of qualified leads were worth: each deal won that is counted to a lead that qualified, with the lead's source,
-- class and fit band (ten points each).
-- uses: leads_dated, deals_won
SELECT d.source, coalesce(l.klass, -1) AS klass, coalesce(l.fit // 10, -1) AS band, w.amount, w.currency, w.won_day
FROM deals_won AS w
JOIN leads_dated AS d ON d.contact = w.contact AND d.lead = w.lead
JOIN leads AS l ON l.contact = w.contact AND l.lead = w.lead
WHERE d.qualified_at IS NOT NULL AND w.amount IS NOT NULL
ORDER BY d.source, klass, band, w.won_day, w.deal
