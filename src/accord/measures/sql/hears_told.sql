-- What sales heard, one row for each thing a person said or had said of them: the reason that a lead was returned, recycled or
-- disqualified for, and the topics of the customer's own words at the outcome; by the week (from Monday) of the reporting zone.
-- An outcome without a reason or word (a deal won or lost too) is a row without a topic. Whose words they are is known; the words themselves are not here.
-- uses: zone_days
WITH heard AS (
    SELECT
        f.subject,
        f.occurred_at,
        CASE f.kind WHEN 91 THEN 'returned' WHEN 92 THEN 'recycled' ELSE 'disqualified' END AS sort,
        lower(trim(replace(coalesce(f.value, ''), '_', ' '))) AS topic
    FROM facts AS f
    WHERE f.kind IN (91, 92, 93)
    UNION ALL
    SELECT subject, said_at, sort, topic FROM said
),
whose AS (
    SELECT h.subject, i.contact, h.occurred_at, h.sort, h.topic
    FROM heard AS h
    JOIN identity AS i ON i.subject = h.subject
    UNION ALL
    SELECT deal, contact, coalesce(won_at, lost_at), '', ''
    FROM deals
    WHERE contact IS NOT NULL AND coalesce(won_at, lost_at) IS NOT NULL
),
lead_sources AS (
    SELECT contact, arg_max(source, lead) AS source FROM leads GROUP BY contact
)
SELECT
    h.subject,
    h.contact,
    h.occurred_at,
    h.sort,
    h.topic,
    coalesce(nullif(s.source, ''), '(unknown)') AS source,
    CAST(date_trunc('week', CAST(h.occurred_at + z.ahead AS DATE)) AS DATE) AS week
FROM whose AS h
JOIN zone_days AS z ON z.utc_day = CAST(h.occurred_at AS DATE)
LEFT JOIN lead_sources AS s ON s.contact = h.contact
