-- What was promised of a single lead beyond its first attempt, for each lead that qualified in the window: that it has an
-- owner in time (owner, once its time has passed), an outcome in time (outcome, of those whom sales took, once its time
-- has passed; sales-ready is one), a reason with its outcome (reason, of those given up or given back), and that one who
-- is called out of reach was tried as agreed (attempts). `kept` says whether it was; times as in `leak_due`.
-- uses: leads_dated, owner_known, leak_due, facts_seen
-- bound: from_day, to_day, ready, attempts, channels, attempt_reasons, reasons_promised
WITH seen AS (
    SELECT max(received_at) AS until FROM facts_seen
),
arrived AS (
    SELECT contact, lead, min(entered_at) AS ready_at FROM stays WHERE stage >= $ready GROUP BY contact, lead
),
base AS (
    SELECT
        d.contact,
        d.lead,
        d.opened_by,
        d.klass,
        d.asked,
        d.qualified_at,
        o.owner_at,
        l.outcome,
        coalesce(l.closed_at, l.ended_at) AS closed_at,
        least(l.won_at, l.closed_at, l.ended_at, a.ready_at) AS reached_at
    FROM leads_dated AS d
    JOIN leads AS l ON l.contact = d.contact AND l.lead = d.lead
    JOIN owner_known AS o ON o.contact = d.contact AND o.lead = d.lead
    LEFT JOIN arrived AS a ON a.contact = d.contact AND a.lead = d.lead
    WHERE d.qualified_day IS NOT NULL
      AND ($from_day IS NULL OR d.qualified_day >= CAST($from_day AS DATE))
      AND ($to_day IS NULL OR d.qualified_day < CAST($to_day AS DATE))
),
said AS (
    SELECT b.contact, b.lead, f.kind, lower(trim(f.value)) AS reason
    FROM base AS b
    JOIN identity AS i ON i.contact = b.contact
    JOIN facts AS f ON f.subject = i.subject AND f.kind IN (91, 92, 93) AND f.occurred_at BETWEEN b.qualified_at AND b.closed_at
    WHERE f.value <> ''
),
tried AS (
    SELECT
        b.contact,
        b.lead,
        count(f.seq) AS attempts,
        count(DISTINCT CASE WHEN f.kind IN (40, 41) THEN 'phone' WHEN f.kind = 42 THEN 'email' WHEN f.kind IN (44, 45) THEN 'meeting' END) AS channels
    FROM base AS b
    JOIN identity AS i ON i.contact = b.contact
    LEFT JOIN facts AS f
        ON f.subject = i.subject AND f.kind IN (40, 41, 42, 44, 45) AND f.agent <> 1 AND coalesce(f.actor, '') NOT IN (SELECT name FROM marketers)
       AND f.occurred_at BETWEEN b.qualified_at AND b.closed_at
    WHERE b.outcome = 3
      AND EXISTS (
          SELECT 1 FROM said AS s
          WHERE s.contact = b.contact AND s.lead = b.lead AND s.kind = 92
            AND list_contains(CAST($attempt_reasons AS VARCHAR[]), s.reason)
      )
    GROUP BY b.contact, b.lead
),
judged AS (
    SELECT b.contact, b.lead, 'owner' AS part, u.due_at AS judged_at, coalesce(b.owner_at <= u.due_at, false) AS kept
    FROM base AS b
    JOIN leak_due AS u ON u.contact = b.contact AND u.lead = b.lead AND u.promise = 'owner'
    WHERE u.due_at <= (SELECT until FROM seen)
    UNION ALL
    SELECT b.contact, b.lead, 'outcome', u.due_at, coalesce(b.reached_at <= u.due_at, false)
    FROM base AS b
    JOIN leak_due AS u ON u.contact = b.contact AND u.lead = b.lead AND u.promise = 'outcome'
    WHERE u.due_at <= (SELECT until FROM seen)
    UNION ALL
    SELECT b.contact, b.lead, 'reason', b.closed_at,
        EXISTS (SELECT 1 FROM said AS s WHERE s.contact = b.contact AND s.lead = b.lead)
    FROM base AS b
    WHERE $reasons_promised AND b.outcome IN (2, 3, 4)
    UNION ALL
    SELECT b.contact, b.lead, 'attempts', b.closed_at, t.attempts >= $attempts AND t.channels >= $channels
    FROM base AS b
    JOIN tried AS t ON t.contact = b.contact AND t.lead = b.lead
    WHERE $attempts IS NOT NULL
)
SELECT j.part, j.contact, j.lead, b.opened_by, b.klass, b.asked, j.judged_at, j.kept
FROM judged AS j
JOIN base AS b ON b.contact = j.contact AND b.lead = j.lead
