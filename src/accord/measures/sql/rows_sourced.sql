-- The deals won in the window whose lead came by one channel.
-- uses: credit_paths, credit_deals
-- bound: word
SELECT 'deal' AS what, c.deal AS key, d.contact, d.won_at AS occurred_at, c.currency AS value
FROM credit_deals AS c
JOIN deals AS d ON d.deal = c.deal
WHERE c.source = $word
