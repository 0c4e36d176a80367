-- Leads with the days, in the reporting zone, on which each began and on which it qualified.
-- bound: zone
SELECT
    contact,
    lead,
    opened_by,
    opened_at,
    qualified_at,
    attempted_at,
    connected_at,
    furthest,
    outcome,
    coalesce(nullif(source, ''), '(empty)') AS source,
    CAST(timezone($zone, timezone('UTC', opened_at)) AS DATE) AS opened_day,
    CAST(timezone($zone, timezone('UTC', qualified_at)) AS DATE) AS qualified_day
FROM leads
