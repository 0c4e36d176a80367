-- The won deals of leads begun in the window; `early` asks for those won before the first contact.
-- uses: leads_begun, deals_won
-- bound: early
SELECT
    'deal' AS what,
    w.deal AS key,
    w.contact,
    w.won_at AS occurred_at,
    CAST(w.days_to_won AS VARCHAR) || ' days' AS value
FROM deals_won AS w
JOIN leads_begun AS b ON b.contact = w.contact AND b.lead = w.lead
WHERE $early IS NULL OR w.before_contact
