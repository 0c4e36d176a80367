-- What the ad platforms say was spent under each campaign's name, by currency, in minor units.
SELECT campaign, currency, CAST(sum(amount) AS BIGINT) AS amount, count(*) AS rows
FROM facts
WHERE kind = 100 AND amount IS NOT NULL AND campaign <> ''
GROUP BY campaign, currency
ORDER BY campaign, currency
