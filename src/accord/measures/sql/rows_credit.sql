-- The touches behind what a channel (campaign, asset, team, segment) is credited: those on the paths of deals won in the
-- window.
-- uses: credit_paths, credit_touched, credit_segments
-- bound: grain, word
SELECT DISTINCT 'fact' AS what, t.seq AS key, t.contact, t.moment AS occurred_at, t.channel AS value
FROM credit_touched AS t
JOIN credit_paths AS p ON p.path_no = t.path_no
JOIN credit_segments AS s ON s.path_no = t.path_no
WHERE p.what = 'won'
  AND CASE $grain
      WHEN 'channel' THEN t.channel
      WHEN 'campaign' THEN t.campaign
      WHEN 'asset' THEN t.asset
      WHEN 'team' THEN CASE WHEN t.by_sales THEN 'sales' ELSE 'marketing' END
      WHEN 'segment' THEN s.segment
  END = $word
