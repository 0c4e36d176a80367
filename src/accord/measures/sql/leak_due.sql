-- Until when each part of a promise to a qualified lead was due, in the agreement's first calendar: an owner (from
-- qualifying), a first attempt (`first` from qualifying, `own` from when it had an owner), an outcome (from sales' first
-- act) and its close (an outcome's time from qualifying: so long a lead counts as open at most).
-- uses: leads_dated, owner_known
-- bound: opens, closes, opened_before, hot_kinds, hot_time, hot_wall, class_times, class_walls
-- bound: owner_hot_time, owner_hot_wall, owner_class_times, owner_class_walls, outcome_time, outcome_wall
WITH spans AS (
    SELECT
        unnest(CAST($opens AS BIGINT[])) AS opens,
        unnest(CAST($closes AS BIGINT[])) AS closes,
        unnest(CAST($opened_before AS BIGINT[])) AS before
),
qualified AS (
    SELECT
        d.contact,
        d.lead,
        d.klass + 1 AS place,
        d.qualified_at,
        o.owner_at,
        l.accepted_at,
        list_contains(CAST($hot_kinds AS BIGINT[]), d.asked) AS hot
    FROM leads_dated AS d
    JOIN leads AS l ON l.contact = d.contact AND l.lead = d.lead
    JOIN owner_known AS o ON o.contact = d.contact AND o.lead = d.lead
    WHERE d.qualified_at IS NOT NULL
),
times AS (
    SELECT
        *,
        CASE WHEN hot AND $hot_time IS NOT NULL THEN CAST($hot_time AS BIGINT)
             ELSE list_extract(CAST($class_times AS BIGINT[]), place) END AS first_time,
        CASE WHEN hot AND $hot_time IS NOT NULL THEN CAST($hot_wall AS BOOLEAN)
             ELSE list_extract(CAST($class_walls AS BOOLEAN[]), place) END AS first_wall,
        CASE WHEN hot AND $owner_hot_time IS NOT NULL THEN CAST($owner_hot_time AS BIGINT)
             ELSE list_extract(CAST($owner_class_times AS BIGINT[]), place) END AS owner_time,
        CASE WHEN hot AND $owner_hot_time IS NOT NULL THEN CAST($owner_hot_wall AS BOOLEAN)
             ELSE list_extract(CAST($owner_class_walls AS BOOLEAN[]), place) END AS owner_wall
    FROM qualified
),
promised AS (
    SELECT contact, lead, 'owner' AS promise, qualified_at AS since, owner_time AS promised, owner_wall AS wall FROM times
    UNION ALL
    SELECT contact, lead, 'first', qualified_at, first_time, first_wall FROM times
    UNION ALL
    SELECT contact, lead, 'own', greatest(qualified_at, owner_at), first_time, first_wall FROM times WHERE owner_at IS NOT NULL
    UNION ALL
    SELECT contact, lead, 'outcome', greatest(qualified_at, accepted_at), CAST($outcome_time AS BIGINT), CAST($outcome_wall AS BOOLEAN)
    FROM times WHERE accepted_at IS NOT NULL
    UNION ALL
    SELECT contact, lead, 'close', qualified_at, CAST($outcome_time AS BIGINT), CAST($outcome_wall AS BOOLEAN) FROM times
),
wanted AS (
    SELECT p.*, epoch_us(p.since) AS began, s.before + least(epoch_us(p.since), s.closes) - s.opens + p.promised AS wanted
    FROM promised AS p
    ASOF JOIN spans AS s ON epoch_us(p.since) >= s.opens
    WHERE p.promised IS NOT NULL
)
SELECT
    w.contact,
    w.lead,
    w.promise,
    make_timestamp(CASE WHEN w.wall THEN w.began + w.promised ELSE s.opens + w.wanted - s.before END) AS due_at
FROM wanted AS w
ASOF JOIN spans AS s ON w.wanted > s.before
