-- The deals won in the window, each once: its path, what it brought in minor units of its currency, and the channel its
-- lead came by, which is its one source.
-- uses: deals_won, credit_touches, credit_paths
SELECT p.path_no, d.deal, d.won_day, d.amount, coalesce(d.currency, '') AS currency, d.source
FROM credit_paths AS p
JOIN deals_won AS d ON d.deal = p.deal
WHERE p.what = 'won'
ORDER BY p.path_no
