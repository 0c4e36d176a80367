-- Leaks: every lead that qualified in the window and the promise to it that was broken first (`leak`; empty where all
-- were kept; 'pending' where nothing is broken and its first attempt is not due yet). A lead counts once, however many
-- of its promises were broken (`breaks`). Nothing is broken before its time has passed by the newest fact that arrived.
-- Marketing's: an owner too late (slow_owner), agreed fields that nobody has filled in (incomplete), returned by sales
-- (returned). Sales': never tried, tried late, given up after fewer attempts or channels than agreed (gave_up, also where
-- they came back and were won: what was promised was broken all the same), no outcome in time (no_outcome), an outcome
-- without a reason (no_reason). Of the side that came second: reached against the contact policy while the lead was under
-- way (marketing_collided, sales_collided). When a lead came while as many were open as was agreed, sales' five are
-- over_capacity instead. A first attempt at a lead that was handed over here is due by its owner's clock. Of both: it had
-- no owner when its first attempt was due (no_owner), or had one so late that the time from its owner was kept and the time from qualifying was not (late_owner). `stage` is how far the lead
-- had come by then: 1 its fields, 2 its owner, 3 its first attempt, 4 what came after; 0 for none and for returned.
-- uses: leads_dated, owner_known, leak_due, handed_over, deals_won, facts_seen, collision_leads
-- bound: from_day, to_day, mature_days, today, ready, carry, carry_company, carry_source, attempts, channels
-- bound: attempt_reasons, capacity, reasons_promised
WITH seen AS (
    SELECT max(received_at) AS until FROM facts_seen
),
arrived AS (
    SELECT contact, lead, min(entered_at) AS ready_at FROM stays WHERE stage >= $ready GROUP BY contact, lead
),
deal_begun AS (
    SELECT contact, min(created_at) AS first_at, max(created_at) AS last_at FROM deals WHERE contact IS NOT NULL GROUP BY contact
),
due AS (
    SELECT
        contact,
        lead,
        max(due_at) FILTER (WHERE promise = 'owner') AS owner_due,
        max(due_at) FILTER (WHERE promise = 'first') AS first_due,
        max(due_at) FILTER (WHERE promise = 'own') AS own_due,
        max(due_at) FILTER (WHERE promise = 'outcome') AS outcome_due,
        max(due_at) FILTER (WHERE promise = 'close') AS close_due
    FROM leak_due
    GROUP BY contact, lead
),
base AS (
    SELECT
        d.contact,
        d.lead,
        d.opened_by,
        d.opened_at,
        d.source,
        coalesce(l.klass, -1) AS klass,
        coalesce(l.fit // 10, -1) AS band,
        d.qualified_at,
        d.qualified_day,
        d.opened_day + CAST($mature_days AS INTEGER) <= CAST($today AS DATE) AS matured,
        CASE WHEN h.lead IS NULL THEN l.attempted_at ELSE h.responded_at END AS attempted_at,
        coalesce(l.closed_at, l.ended_at) AS closed_at,
        l.outcome,
        o.owner_at,
        least(
            l.won_at, l.closed_at, l.ended_at, a.ready_at, CASE WHEN b.last_at >= l.qualified_at THEN greatest(b.first_at, l.qualified_at) END
        ) AS reached_at,
        u.owner_due,
        CASE WHEN h.stopped THEN NULL ELSE coalesce(h.due_at, u.first_due) END AS first_due,
        CASE WHEN h.stopped THEN NULL ELSE coalesce(h.due_at, u.own_due) END AS own_due,
        u.outcome_due,
        u.close_due
    FROM leads_dated AS d
    JOIN leads AS l ON l.contact = d.contact AND l.lead = d.lead
    JOIN owner_known AS o ON o.contact = d.contact AND o.lead = d.lead
    LEFT JOIN due AS u ON u.contact = d.contact AND u.lead = d.lead
    LEFT JOIN handed_over AS h ON h.contact = d.contact AND h.lead = d.lead
    LEFT JOIN arrived AS a ON a.contact = d.contact AND a.lead = d.lead
    LEFT JOIN deal_begun AS b ON b.contact = d.contact
    WHERE d.qualified_at IS NOT NULL
),
moves AS (
    SELECT contact, lead, qualified_at AS moment, 1 AS step
    FROM base
    WHERE coalesce(least(reached_at, close_due) > qualified_at, true)
    UNION ALL
    SELECT contact, lead, least(reached_at, close_due), -1
    FROM base
    WHERE least(reached_at, close_due) > qualified_at
),
open_then AS (
    SELECT contact, lead, step, sum(step) OVER (ORDER BY moment, step, contact, lead) - 1 AS others FROM moves
),
asked AS (
    SELECT lower(trim(unnest(CAST($carry AS VARCHAR[])))) AS attribute
),
filled AS (
    SELECT DISTINCT i.contact, lower(trim(split_part(f.value, '=', 1))) AS attribute
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    WHERE f.kind = 64 AND split_part(f.value, '=', 2) <> ''
    UNION
    SELECT DISTINCT p.contact, lower(trim(split_part(f.value, '=', 1)))
    FROM facts AS f
    JOIN companies AS c ON c.subject = f.subject
    JOIN people AS p ON p.account = c.account
    WHERE f.kind = 64 AND split_part(f.value, '=', 2) <> ''
),
judged_fields AS (
    SELECT attribute FROM asked WHERE attribute IN (SELECT attribute FROM filled)
),
carries AS (
    SELECT p.contact,
        (SELECT count(*) FROM judged_fields) - count(f.attribute) AS lacking,
        any_value(p.account) IS NULL AND $carry_company AND EXISTS (SELECT 1 FROM people WHERE account IS NOT NULL) AS alone
    FROM people AS p
    LEFT JOIN filled AS f ON f.contact = p.contact AND f.attribute IN (SELECT attribute FROM judged_fields)
    GROUP BY p.contact
),
given_up AS (
    SELECT b.contact, b.lead, min(f.occurred_at) AS closed_at
    FROM base AS b
    JOIN identity AS i ON i.contact = b.contact
    JOIN facts AS f
        ON f.subject = i.subject AND f.kind = 92 AND f.occurred_at BETWEEN b.qualified_at AND coalesce(b.closed_at, f.occurred_at)
       AND list_contains(CAST($attempt_reasons AS VARCHAR[]), lower(trim(f.value)))
    GROUP BY b.contact, b.lead
),
tried AS (
    SELECT
        g.contact,
        g.lead,
        count(f.seq) AS attempts,
        count(DISTINCT CASE WHEN f.kind IN (40, 41) THEN 'phone' WHEN f.kind = 42 THEN 'email' WHEN f.kind IN (44, 45) THEN 'meeting' END) AS channels
    FROM given_up AS g
    JOIN base AS b ON b.contact = g.contact AND b.lead = g.lead
    LEFT JOIN identity AS i ON i.contact = g.contact
    LEFT JOIN facts AS f
        ON f.subject = i.subject AND f.kind IN (40, 41, 42, 44, 45) AND f.agent <> 1 AND coalesce(f.actor, '') NOT IN (SELECT name FROM marketers)
       AND f.occurred_at BETWEEN b.qualified_at AND g.closed_at
    GROUP BY g.contact, g.lead
),
explained AS (
    SELECT DISTINCT b.contact, b.lead
    FROM base AS b
    JOIN identity AS i ON i.contact = b.contact
    JOIN facts AS f
        ON f.subject = i.subject AND f.kind IN (91, 92, 93) AND f.value <> '' AND f.occurred_at BETWEEN b.qualified_at AND b.closed_at
    WHERE b.outcome IN (2, 3, 4)
),
broken AS (
    SELECT contact, lead, 'slow_owner' AS leak, 1 AS rank, owner_due AS broken_at
    FROM base, seen
    WHERE owner_due <= seen.until AND (owner_at IS NULL OR owner_at > owner_due)
    UNION ALL
    SELECT b.contact, b.lead, 'incomplete', 2, b.qualified_at
    FROM base AS b
    LEFT JOIN carries AS c ON c.contact = b.contact
    WHERE coalesce(c.lacking, 0) > 0
       OR coalesce(c.alone, false)
       OR ($carry_source AND b.source = '(empty)' AND EXISTS (SELECT 1 FROM base WHERE source <> '(empty)'))
    UNION ALL
    SELECT b.contact, b.lead, 'no_reason', 3, b.closed_at
    FROM base AS b
    WHERE $reasons_promised AND b.outcome IN (2, 3, 4)
      AND NOT EXISTS (SELECT 1 FROM explained AS e WHERE e.contact = b.contact AND e.lead = b.lead)
    UNION ALL
    SELECT contact, lead, 'returned', 4, closed_at FROM base WHERE outcome = 2
    UNION ALL
    SELECT contact, lead,
        CASE
            WHEN owner_at IS NULL OR owner_at > first_due THEN 'no_owner'
            WHEN attempted_at <= own_due THEN 'late_owner'
            WHEN attempted_at IS NOT NULL THEN 'late'
            ELSE 'never'
        END,
        5,
        CASE WHEN owner_at <= first_due AND coalesce(attempted_at > own_due, true) THEN own_due ELSE first_due END
    FROM base, seen
    WHERE first_due <= seen.until AND coalesce(attempted_at > first_due, true)
      AND coalesce(outcome <> 2, true)
      AND (attempted_at IS NOT NULL OR owner_at IS NULL OR own_due <= seen.until)
    UNION ALL
    SELECT g.contact, g.lead, 'gave_up', 6, g.closed_at
    FROM given_up AS g
    JOIN tried AS t ON t.contact = g.contact AND t.lead = g.lead
    WHERE t.attempts < $attempts OR t.channels < $channels
    UNION ALL
    SELECT contact, lead, 'no_outcome', 7, outcome_due
    FROM base, seen
    WHERE outcome_due <= seen.until AND coalesce(reached_at > outcome_due, true)
    UNION ALL
    SELECT contact, lead, team || '_collided', 8, collided_at FROM collision_leads WHERE collided_at IS NOT NULL
),
first_broken AS (
    SELECT
        contact,
        lead,
        arg_min(leak, (broken_at, rank)) AS leak,
        min(broken_at) AS broken_at,
        count(*) AS breaks
    FROM broken
    GROUP BY contact, lead
)
SELECT
    b.contact,
    b.lead,
    b.opened_by,
    b.source,
    b.klass,
    b.band,
    CAST(date_trunc('month', b.qualified_day) AS DATE) AS month,
    b.qualified_at,
    CASE
        WHEN f.leak IS NULL AND b.attempted_at IS NULL AND greatest(b.first_due, b.own_due) > (SELECT until FROM seen)
            THEN 'pending'
        WHEN f.leak IS NULL THEN ''
        WHEN f.leak IN ('never', 'late', 'gave_up', 'no_outcome', 'no_reason') AND o.others >= $capacity THEN 'over_capacity'
        ELSE f.leak
    END AS leak,
    CASE
        WHEN f.leak = 'incomplete' THEN 1
        WHEN f.leak = 'slow_owner' THEN 2
        WHEN f.leak IN ('never', 'late', 'no_owner', 'late_owner') THEN 3
        WHEN f.leak IN ('gave_up', 'no_outcome', 'no_reason') THEN 4
        WHEN f.leak IN ('marketing_collided', 'sales_collided') THEN CASE WHEN f.broken_at < b.first_due THEN 3 ELSE 4 END
        ELSE 0
    END AS stage,
    f.broken_at,
    coalesce(f.breaks, 0) AS breaks,
    b.matured,
    EXISTS (SELECT 1 FROM deals_won AS w WHERE w.contact = b.contact AND w.lead = b.lead) AS won
FROM base AS b
LEFT JOIN first_broken AS f ON f.contact = b.contact AND f.lead = b.lead
LEFT JOIN open_then AS o ON o.contact = b.contact AND o.lead = b.lead AND o.step = 1
WHERE ($from_day IS NULL OR b.qualified_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR b.qualified_day < CAST($to_day AS DATE))
