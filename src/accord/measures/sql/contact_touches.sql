-- Times that one of us reached out to a person, whoever it was: a mail that its tool reports as sent and again as delivered
-- is one, at the earlier of the two (of one source, campaign, asset and person the first sent is the first delivered).
-- bound: reach_kinds, reach_teams, reach_media, reach_automatic
WITH reaches AS (
    SELECT
        unnest(CAST($reach_kinds AS SMALLINT[])) AS kind,
        unnest(CAST($reach_teams AS VARCHAR[])) AS team,
        unnest(CAST($reach_media AS VARCHAR[])) AS medium,
        unnest(CAST($reach_automatic AS BOOLEAN[])) AS automatic
),
reached AS (
    SELECT
        i.contact,
        f.seq,
        f.occurred_at AS moment,
        f.source,
        f.kind,
        coalesce(f.campaign, '') AS campaign,
        coalesce(f.asset, '') AS asset,
        r.team,
        r.medium,
        r.automatic
    FROM facts AS f
    JOIN reaches AS r ON r.kind = f.kind
    JOIN identity AS i ON i.subject = f.subject
),
reports AS (
    SELECT *, row_number() OVER (PARTITION BY contact, source, campaign, asset, kind ORDER BY moment, seq) AS nth
    FROM reached
    WHERE kind IN (30, 31)
)
SELECT
    contact,
    arg_min(seq, (moment, kind, seq)) AS seq,
    min(moment) AS moment,
    source,
    campaign,
    any_value(team) AS team,
    any_value(medium) AS medium,
    any_value(automatic) AS automatic
FROM reports
GROUP BY contact, source, campaign, asset, nth
UNION ALL
SELECT contact, seq, moment, source, campaign, team, medium, automatic
FROM reached
WHERE kind NOT IN (30, 31)
