-- Leads that were handed over here, each with what its owner's clock says: due (hours, absences and pauses of the owner in
-- it), the first response, whether it ended before it was due, the step of the
-- route by which its only owner has it. Of several hand-offs of one lead the first.
SELECT l.contact, l.lead, h.offered_at, h.due_at, h.responded_at, h.stopped, h.step
FROM (SELECT i.contact, h.* FROM handoffs AS h JOIN identity AS i ON i.subject = h.subject WHERE h.due_at IS NOT NULL) AS h
ASOF JOIN (SELECT contact, lead, opened_at FROM leads) AS l ON h.contact = l.contact AND h.qualified_at >= l.opened_at
QUALIFY row_number() OVER (PARTITION BY l.contact, l.lead ORDER BY h.offered_at, h.handoff) = 1
