-- The amounts of deals won in the window by currency and day won, in minor units: what a dated rate is
-- applied to.
-- uses: deals_won
-- bound: from_day, to_day
SELECT currency, won_day AS day, CAST(sum(amount) AS BIGINT) AS amount, count(*) AS deals
FROM deals_won
WHERE amount IS NOT NULL
  AND ($from_day IS NULL OR won_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR won_day < CAST($to_day AS DATE))
GROUP BY currency, won_day
ORDER BY currency, won_day
