-- Leaks by cell: how many of the window's leads of one source, class, fit band (ten points each) and month of qualifying
-- had each promise broken first and at which stage ('' is none), how many of them have matured, and how many of the matured were won.
-- uses: leaks
SELECT
    source,
    klass,
    band,
    month,
    leak,
    stage,
    count(*) AS leads,
    count(*) FILTER (WHERE matured) AS matured,
    count(*) FILTER (WHERE matured AND won) AS won,
    count(*) FILTER (WHERE breaks > 1) AS several
FROM leaks
GROUP BY source, klass, band, month, leak, stage
ORDER BY source, klass, band, month, leak, stage
