-- Leads by how often they had been tried in vain, to compare who was given up early with who was then tried on. `tries`
-- is a number of attempts that reached nobody. Given up: the window's leads whose promise of attempts was broken first, at
-- the attempts they had. Else: leads with nothing broken up to their first attempt that had as many in vain and at least
-- one more, whatever came of them (given up later too: to leave these out would choose the others by what came of them); each
-- stands once at every number that it came to. How many of either, how many have matured, and how many of the
-- matured were won: a later win of the same person counts, also where they came back as a new lead.
-- uses: leaks, deals_won
WITH spoken AS (
    SELECT l.contact, l.lead, min(f.occurred_at) AS reached_at
    FROM leaks AS l
    JOIN identity AS i ON i.contact = l.contact
    JOIN facts AS f ON f.subject = i.subject AND f.kind IN (20, 21, 41, 44, 45) AND f.agent <> 1 AND f.occurred_at >= l.qualified_at
    GROUP BY l.contact, l.lead
),
tried AS (
    SELECT
        l.contact,
        l.lead,
        count(f.seq) AS attempts,
        count(f.seq) FILTER (WHERE s.reached_at IS NULL OR f.occurred_at < s.reached_at) AS in_vain
    FROM leaks AS l
    JOIN leads AS d ON d.contact = l.contact AND d.lead = l.lead
    LEFT JOIN spoken AS s ON s.contact = l.contact AND s.lead = l.lead
    LEFT JOIN identity AS i ON i.contact = l.contact
    LEFT JOIN facts AS f
        ON f.subject = i.subject AND f.kind IN (40, 41, 42, 44, 45) AND f.agent <> 1 AND coalesce(f.actor, '') NOT IN (SELECT name FROM marketers)
       AND f.occurred_at >= l.qualified_at
       AND f.occurred_at <= CASE WHEN l.leak = 'gave_up' THEN l.broken_at ELSE coalesce(d.closed_at, d.ended_at, f.occurred_at) END
    GROUP BY l.contact, l.lead
),
placed AS (
    SELECT l.*, true AS given_up, t.attempts AS tries
    FROM leaks AS l
    JOIN tried AS t ON t.contact = l.contact AND t.lead = l.lead
    WHERE l.leak = 'gave_up'
    UNION ALL
    SELECT l.*, false, unnest(range(0, least(t.in_vain + 1, t.attempts)))
    FROM leaks AS l
    JOIN tried AS t ON t.contact = l.contact AND t.lead = l.lead
    WHERE l.leak IN ('', 'gave_up', 'no_outcome', 'no_reason')
)
SELECT
    p.source,
    klass,
    band,
    month,
    tries,
    given_up,
    count(*) AS leads,
    count(*) FILTER (WHERE matured) AS matured,
    count(*) FILTER (
        WHERE matured AND EXISTS (SELECT 1 FROM deals_won AS w WHERE w.contact = p.contact AND w.won_at >= p.qualified_at)
    ) AS won
FROM placed AS p
GROUP BY p.source, klass, band, month, tries, given_up
ORDER BY p.source, klass, band, month, tries, given_up
