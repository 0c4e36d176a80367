-- Programme spend in the window by channel, currency and day, in minor units, as the ad platforms report it.
-- bound: zone, from_day, to_day
WITH spent AS (
    SELECT
        coalesce(nullif(channel, ''), '(empty)') AS channel,
        currency,
        amount,
        CAST(timezone($zone, timezone('UTC', occurred_at)) AS DATE) AS day
    FROM facts
    WHERE kind = 100 AND amount IS NOT NULL
)
SELECT channel, currency, day, CAST(sum(amount) AS BIGINT) AS amount, count(*) AS rows
FROM spent
WHERE ($from_day IS NULL OR day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR day < CAST($to_day AS DATE))
GROUP BY channel, currency, day
ORDER BY channel, currency, day
