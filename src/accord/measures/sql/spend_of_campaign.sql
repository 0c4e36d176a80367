-- What the ad platforms report as spent under a campaign's names, by day and currency, in minor units.
-- bound: zone, result_names
SELECT CAST(timezone($zone, timezone('UTC', occurred_at)) AS DATE) AS day, coalesce(currency, '') AS currency,
    CAST(sum(amount) AS BIGINT) AS amount, count(*) AS rows
FROM facts
WHERE kind = 100 AND amount IS NOT NULL AND list_contains(CAST($result_names AS VARCHAR[]), campaign)
GROUP BY ALL
ORDER BY day, currency
