-- Marketing's e-mail, mail by mail: when it was sent on its recipient's own wall (weekday 0 is Monday), whether they clicked or
-- replied within seven days (machines left out; the latest mail of the campaign before it has the click), whether it found
-- them away. Zone: the person's own, else their country's, else their company's country's, where it shows one wall; else empty.
-- A source that names no sendings counts by its deliveries; what bounced is left out. `young`: not seven days old yet.
-- `randomised`: the send is marked `slot=random`, with the slot's chance where it is told (`slot=random 0.006`).
-- bound: from_day, to_day, zone, now_at, places, place_zones, place_codes, rank_words
WITH places AS (
    SELECT
        unnest(CAST($places AS VARCHAR[])) AS place,
        unnest(CAST($place_zones AS VARCHAR[])) AS zone,
        unnest(CAST($place_codes AS VARCHAR[])) AS code
),
ranks AS (
    SELECT unnest(['vice president', 'chief', 'director', 'manager']) AS rank, unnest(CAST($rank_words AS VARCHAR[])) AS words,
        unnest([1, 2, 3, 4]) AS turn
),
attributes AS (
    SELECT f.subject, f.occurred_at, f.source, f.tie, split_part(f.value, '=', 1) AS name,
        substr(f.value, strpos(f.value, '=') + 1) AS said
    FROM facts AS f
    WHERE f.kind = 64
),
said AS (
    SELECT i.contact, a.name, arg_max(a.said, (a.occurred_at, a.source, a.tie)) AS said
    FROM attributes AS a
    JOIN identity AS i ON i.subject = a.subject
    WHERE a.name IN ('zone', 'time zone', 'country', 'role') AND a.said <> ''
    GROUP BY i.contact, a.name
),
company_said AS (
    SELECT c.account, a.name, arg_max(a.said, (a.occurred_at, a.source, a.tie)) AS said
    FROM attributes AS a
    JOIN companies AS c ON c.subject = a.subject
    WHERE a.name IN ('country', 'industry') AND a.said <> ''
    GROUP BY c.account, a.name
),
own AS (
    SELECT
        contact,
        max(said) FILTER (name IN ('zone', 'time zone')) AS zone,
        max(said) FILTER (name = 'country') AS country,
        max(said) FILTER (name = 'role') AS role
    FROM said
    GROUP BY contact
),
theirs AS (
    SELECT account, max(said) FILTER (name = 'country') AS country, max(said) FILTER (name = 'industry') AS industry
    FROM company_said
    GROUP BY account
),
ranked AS (
    SELECT r.role, coalesce(arg_min(k.rank, k.turn), 'staff') AS rank
    FROM (SELECT DISTINCT role FROM own WHERE role IS NOT NULL) AS r
    LEFT JOIN ranks AS k ON regexp_matches(lower(r.role), k.words)
    GROUP BY r.role
),
recipients AS (
    SELECT
        p.contact,
        p.account,
        coalesce(nullif(z.zone, ''), c.zone, '') AS zone,
        coalesce(c.code, '') AS country,
        coalesce(k.rank, '') AS seniority,
        coalesce(t.industry, '') AS industry
    FROM people AS p
    LEFT JOIN own AS o ON o.contact = p.contact
    LEFT JOIN theirs AS t ON t.account = p.account
    LEFT JOIN places AS z ON z.place = lower(trim(o.zone)) AND z.code = ''
    LEFT JOIN places AS c ON c.place = lower(trim(coalesce(o.country, t.country))) AND c.code <> ''
    LEFT JOIN ranked AS k ON k.role = o.role
),
mails AS (
    SELECT i.contact, f.seq, f.occurred_at AS sent_at, f.campaign, f.source, f.value
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    WHERE f.kind = 30 OR (f.kind = 31 AND f.source NOT IN (SELECT DISTINCT source FROM facts WHERE kind = 30))
),
heard AS (
    SELECT i.contact, f.occurred_at, f.campaign, f.kind
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    LEFT JOIN judgements AS j ON j.seq = f.seq
    WHERE f.kind = 32 OR (f.kind IN (10, 12) AND coalesce(j.agent, f.agent) = 0)
),
answers AS (
    SELECT m.seq, bool_or(h.kind = 10) AS clicked, bool_or(h.kind = 12) AS replied, bool_or(h.kind = 32) AS bounced
    FROM heard AS h
    ASOF JOIN mails AS m
        ON m.contact = h.contact AND m.campaign = h.campaign AND h.occurred_at >= m.sent_at
    WHERE h.occurred_at < m.sent_at + INTERVAL 7 DAY
    GROUP BY m.seq
),
absences AS (
    SELECT i.contact, f.occurred_at - INTERVAL 1 DAY AS since,
        coalesce(
            CAST(try_cast(nullif(substr(f.value, 7), '') AS DATE) AS TIMESTAMP), f.occurred_at + INTERVAL 1 DAY
        ) AS until
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    WHERE f.kind = 69
),
away AS (
    SELECT DISTINCT m.seq
    FROM mails AS m
    JOIN absences AS a ON a.contact = m.contact AND m.sent_at >= a.since AND m.sent_at < a.until
)
SELECT
    m.seq,
    m.contact,
    m.sent_at,
    m.campaign,
    coalesce(r.account, -m.contact) AS company,
    coalesce(r.zone, '') AS zone,
    coalesce(r.country, '') AS country,
    coalesce(r.seniority, '') AS seniority,
    coalesce(r.industry, '') AS industry,
    CASE WHEN r.zone <> '' THEN CAST(isodow(timezone(r.zone, timezone('UTC', m.sent_at))) - 1 AS INTEGER) ELSE -1 END AS weekday,
    CASE WHEN r.zone <> '' THEN CAST(hour(timezone(r.zone, timezone('UTC', m.sent_at))) AS INTEGER) ELSE -1 END AS hour,
    CASE WHEN r.zone <> '' THEN strftime(timezone(r.zone, timezone('UTC', m.sent_at)), '%Y-%m-%d') ELSE '' END AS day,
    coalesce(a.clicked, false) AS clicked,
    coalesce(a.replied, false) AS replied,
    coalesce(a.clicked OR a.replied, false) AS answered,
    w.seq IS NOT NULL AS away,
    m.sent_at + INTERVAL 7 DAY > $now_at AS young,
    starts_with(m.value, 'slot=random') OR contains(m.campaign, 'slot=random') AS randomised,
    try_cast(nullif(split_part(m.value, ' ', 2), '') AS DOUBLE) AS chance
FROM mails AS m
LEFT JOIN recipients AS r ON r.contact = m.contact
LEFT JOIN answers AS a ON a.seq = m.seq
LEFT JOIN away AS w ON w.seq = m.seq
WHERE coalesce(NOT a.bounced, true)
  AND ($from_day IS NULL OR CAST(timezone($zone, timezone('UTC', m.sent_at)) AS DATE) >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR CAST(timezone($zone, timezone('UTC', m.sent_at)) AS DATE) < CAST($to_day AS DATE))
