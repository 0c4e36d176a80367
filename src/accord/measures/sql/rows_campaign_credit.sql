-- The touches under a campaign's names that the signed model credits: those on the paths of deals won.
-- uses: credit_paths, credit_touched
-- bound: result_names
SELECT DISTINCT 'fact' AS what, t.seq AS key, t.contact, t.moment AS occurred_at, t.channel AS value
FROM credit_touched AS t
JOIN credit_paths AS p ON p.path_no = t.path_no
WHERE p.what = 'won' AND list_contains(CAST($result_names AS VARCHAR[]), t.campaign)
