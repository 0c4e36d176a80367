-- Leads with the days, in the reporting zone, on which each began and on which it qualified.
-- uses: zone_days
-- bound: zone
SELECT
    l.contact,
    l.lead,
    l.opened_by,
    l.opened_at,
    l.qualified_at,
    l.attempted_at,
    l.connected_at,
    l.furthest,
    l.outcome,
    l.klass,
    l.asked,
    coalesce(nullif(l.source, ''), '(empty)') AS source,
    CASE
        WHEN o.steady THEN CAST(l.opened_at + o.ahead AS DATE)
        ELSE CAST(timezone($zone, timezone('UTC', l.opened_at)) AS DATE)
    END AS opened_day,
    CASE
        WHEN q.steady THEN CAST(l.qualified_at + q.ahead AS DATE)
        ELSE CAST(timezone($zone, timezone('UTC', l.qualified_at)) AS DATE)
    END AS qualified_day
FROM leads AS l
LEFT JOIN zone_days AS o ON o.utc_day = CAST(l.opened_at AS DATE)
LEFT JOIN zone_days AS q ON q.utc_day = CAST(l.qualified_at AS DATE)
