-- The rows of spend that the ad platforms report under a campaign's names.
-- bound: result_names
SELECT 'fact' AS what, seq AS key, NULL::BIGINT AS contact, occurred_at, coalesce(campaign, '') AS value
FROM facts
WHERE kind = 100 AND amount IS NOT NULL AND list_contains(CAST($result_names AS VARCHAR[]), campaign)
