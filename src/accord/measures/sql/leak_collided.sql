-- Leads of the window whose first broken promise was a touch against the contact policy, with what a collision needs to happen
-- (`alike`), by the side that came second: those still under way at the landmark, who had collided by then.
-- uses: leaks, collision_leads
SELECT l.leak, l.source, l.klass, l.band, c.alike, count(*) AS leads
FROM leaks AS l
JOIN collision_leads AS c ON c.contact = l.contact AND c.lead = l.lead
WHERE l.leak IN ('marketing_collided', 'sales_collided') AND c.stood AND c.early
GROUP BY l.leak, l.source, l.klass, l.band, c.alike
ORDER BY l.leak, l.source, l.klass, l.band, c.alike
