-- The deals won with people whom a campaign reached, or at their companies; only those it sourced where that is asked for.
-- uses: campaign_wins
-- bound: came
SELECT 'deal' AS what, deal AS key, contact, won_at AS occurred_at, currency AS value
FROM campaign_wins
WHERE $came IS NULL OR sourced
