-- How long each qualified lead waited for a first genuine response, from its hand-over: a call, an e-mail or a meeting of a
-- person of sales (of a lead that was handed over here, what its owner's clock counts). A lead without one waits until it
-- ended, or until the newest fact that arrived. `waited` is in microseconds of the open hours of the agreement's first
-- calendar, of all hours where none is agreed. F(t) is the open time before t; waited = F(response) - F(hand-over), never negative.
-- uses: leads_dated, handed_over, facts_seen
-- bound: opens, closes, opened_before
WITH spans AS (
    SELECT
        unnest(CAST($opens AS BIGINT[])) AS opens,
        unnest(CAST($closes AS BIGINT[])) AS closes,
        unnest(CAST($opened_before AS BIGINT[])) AS before
),
answers AS (
    SELECT
        d.contact,
        d.lead,
        d.opened_by,
        d.source,
        d.klass,
        d.qualified_day,
        coalesce(h.offered_at, d.qualified_at) AS handed_at,
        CASE WHEN h.lead IS NULL THEN d.attempted_at ELSE h.responded_at END AS responded_at,
        coalesce(l.closed_at, l.ended_at) AS ended_at
    FROM leads_dated AS d
    JOIN leads AS l ON l.contact = d.contact AND l.lead = d.lead
    LEFT JOIN handed_over AS h ON h.contact = d.contact AND h.lead = d.lead
    WHERE d.qualified_at IS NOT NULL
),
spanned AS (
    SELECT
        *,
        epoch_us(handed_at) AS start_us,
        epoch_us(coalesce(responded_at, ended_at, (SELECT max(received_at) FROM facts_seen))) AS end_us
    FROM answers
),
begun AS (
    SELECT a.*, s.before + least(a.start_us, s.closes) - s.opens AS start_open
    FROM spanned AS a
    ASOF LEFT JOIN spans AS s ON a.start_us >= s.opens
)
SELECT
    b.contact,
    b.lead,
    b.opened_by,
    b.source,
    b.klass,
    b.qualified_day,
    b.handed_at,
    b.responded_at,
    b.responded_at IS NOT NULL AS answered,
    greatest(
        CASE
            WHEN (SELECT count(*) FROM spans) = 0 THEN b.end_us - b.start_us
            ELSE coalesce(s.before + least(b.end_us, s.closes) - s.opens, 0) - coalesce(b.start_open, 0)
        END,
        0
    ) AS waited
FROM begun AS b
ASOF LEFT JOIN spans AS s ON b.end_us >= s.opens
