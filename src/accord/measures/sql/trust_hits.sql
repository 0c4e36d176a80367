-- Clicks by who stands behind them, as the filter says, and the newest filter that said so: its version and
-- the date of the network list it had.
SELECT
    klass,
    count(*) AS hits,
    max_by(filter, decided_at) AS filter
FROM judgements
GROUP BY klass
ORDER BY klass
