-- Leads whose first attempt was promised by a time: each lead that qualified in the window, and when its time was
-- up. Of a lead that was handed over here the clock of its owner says so: hours, absences and pauses. Of any other,
-- working time runs in the open hours of the agreement's first calendar, from qualifying. F(t) is the open time
-- before t; due is the earliest instant with F = F(qualified) + promised. A lead is judged once its time has passed
-- by the newest fact that arrived: what is not read yet blames nobody.
-- uses: leads_dated, handed_over, facts_seen
-- bound: from_day, to_day, opens, closes, opened_before, hot_kinds, hot_time, hot_wall, class_times, class_walls
WITH spans AS (
    SELECT
        unnest(CAST($opens AS BIGINT[])) AS opens,
        unnest(CAST($closes AS BIGINT[])) AS closes,
        unnest(CAST($opened_before AS BIGINT[])) AS before
),
qualified AS (
    SELECT
        *,
        epoch_us(qualified_at) AS began,
        list_contains(CAST($hot_kinds AS BIGINT[]), asked) AND $hot_time IS NOT NULL AS hot
    FROM leads_dated
    WHERE qualified_day IS NOT NULL
      AND ($from_day IS NULL OR qualified_day >= CAST($from_day AS DATE))
      AND ($to_day IS NULL OR qualified_day < CAST($to_day AS DATE))
),
promised AS (
    SELECT
        *,
        CASE WHEN hot THEN CAST($hot_time AS BIGINT)
             ELSE list_extract(CAST($class_times AS BIGINT[]), klass + 1) END AS promised,
        CASE WHEN hot THEN CAST($hot_wall AS BOOLEAN)
             ELSE list_extract(CAST($class_walls AS BOOLEAN[]), klass + 1) END AS wall
    FROM qualified
),
wanted AS (
    SELECT p.*, s.before + least(p.began, s.closes) - s.opens + p.promised AS wanted
    FROM promised AS p
    ASOF JOIN spans AS s ON p.began >= s.opens
    WHERE p.promised IS NOT NULL
),
due AS (
    SELECT w.*, make_timestamp(CASE WHEN w.wall THEN w.began + w.promised ELSE s.opens + w.wanted - s.before END) AS due_at
    FROM wanted AS w
    ASOF JOIN spans AS s ON w.wanted > s.before
),
judged AS (
    SELECT
        d.* EXCLUDE (due_at, attempted_at),
        coalesce(h.due_at, d.due_at) AS due_at,
        CASE WHEN h.lead IS NULL THEN d.attempted_at ELSE h.responded_at END AS attempted_at,
        coalesce(h.stopped, false) AS stopped
    FROM due AS d
    LEFT JOIN handed_over AS h ON h.contact = d.contact AND h.lead = d.lead
)
SELECT
    contact,
    lead,
    opened_by,
    source,
    qualified_at,
    attempted_at,
    klass,
    hot,
    due_at,
    outcome IS NOT NULL AND outcome = 2 AS returned,
    NOT stopped AND due_at <= (SELECT max(received_at) FROM facts_seen) AS passed,
    CASE WHEN attempted_at <= due_at THEN 'in_time' WHEN attempted_at IS NOT NULL THEN 'late' ELSE 'never' END AS tried
FROM judged
