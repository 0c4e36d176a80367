-- Qualified leads and the first touch that collided with each while it was under way: when, by which side, under which clause.
-- To compare like with like each is looked at so long after it qualified (`landmark`): `early` had collided by then, `stood`
-- had not ended by then and that moment has passed. `alike` is what a collision needs to happen at all, by then: whether they had
-- talked with sales, whether an opportunity was open, and how often they had been reached (none, 1, 2-3, 4-7, 8-15, ...).
-- uses: leads_dated, collisions, contact_touches, contact_deals, deals_won
-- bound: mature_days, today, landmark, now_at, talk_kinds
WITH base AS (
    SELECT
        d.contact,
        d.lead,
        d.opened_by,
        d.source,
        coalesce(l.klass, -1) AS klass,
        coalesce(l.fit // 10, -1) AS band,
        d.qualified_at,
        d.qualified_day,
        d.qualified_at + to_microseconds(CAST($landmark AS BIGINT)) AS mark_at,
        least(l.won_at, l.closed_at, l.ended_at) AS over_at,
        d.opened_day + CAST($mature_days AS INTEGER) <= CAST($today AS DATE) AS matured
    FROM leads_dated AS d
    JOIN leads AS l ON l.contact = d.contact AND l.lead = d.lead
    WHERE d.qualified_at IS NOT NULL
),
first_hit AS (
    SELECT
        b.contact,
        b.lead,
        min(c.moment) AS collided_at,
        arg_min(c.team, (c.moment, c.seq)) AS team,
        arg_min(c.clause, (c.moment, c.seq, c.clause)) AS clause
    FROM base AS b
    JOIN collisions AS c
        ON c.contact = b.contact AND c.moment >= b.qualified_at AND (b.over_at IS NULL OR c.moment < b.over_at)
    GROUP BY b.contact, b.lead
),
reached AS (
    SELECT b.contact, b.lead, count(*) AS times
    FROM base AS b
    JOIN contact_touches AS t ON t.contact = b.contact AND t.moment >= b.qualified_at AND t.moment < b.mark_at
    GROUP BY b.contact, b.lead
),
talked AS (
    SELECT DISTINCT b.contact, b.lead
    FROM base AS b
    JOIN identity AS i ON i.contact = b.contact
    JOIN facts AS f
        ON f.subject = i.subject AND f.kind IN (SELECT unnest(CAST($talk_kinds AS SMALLINT[]))) AND f.agent <> 1
       AND f.occurred_at >= b.qualified_at AND f.occurred_at < b.mark_at
),
in_deal AS (
    SELECT DISTINCT b.contact, b.lead
    FROM base AS b
    JOIN contact_deals AS d ON d.contact = b.contact AND d.since < b.mark_at AND d.until > b.qualified_at
)
SELECT
    b.contact,
    b.lead,
    b.opened_by,
    b.source,
    b.klass,
    b.band,
    b.qualified_at,
    b.qualified_day,
    CASE WHEN k.contact IS NULL THEN '' ELSE 'talk ' END || CASE WHEN o.contact IS NULL THEN '' ELSE 'deal ' END
        || CAST(CASE WHEN r.times IS NULL THEN 0 ELSE 1 + CAST(floor(log2(r.times)) AS INTEGER) END AS VARCHAR) AS alike,
    h.collided_at,
    h.team,
    h.clause,
    coalesce(h.collided_at < b.mark_at, false) AS early,
    b.mark_at <= CAST($now_at AS TIMESTAMP) AND (b.over_at IS NULL OR b.over_at >= b.mark_at) AS stood,
    b.matured,
    EXISTS (SELECT 1 FROM deals_won AS w WHERE w.contact = b.contact AND w.lead = b.lead) AS won
FROM base AS b
LEFT JOIN first_hit AS h ON h.contact = b.contact AND h.lead = b.lead
LEFT JOIN reached AS r ON r.contact = b.contact AND r.lead = b.lead
LEFT JOIN talked AS k ON k.contact = b.contact AND k.lead = b.lead
LEFT JOIN in_deal AS o ON o.contact = b.contact AND o.lead = b.lead
