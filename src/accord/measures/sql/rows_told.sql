-- The deals won in the window whose buyer said one thing of where they heard of us (`word`; without one: anything), or nothing
-- (`reason`: none).
-- uses: credit_told
-- bound: word, reason
SELECT DISTINCT 'deal' AS what, t.deal AS key, d.contact, d.won_at AS occurred_at, t.source AS value
FROM credit_told AS t
JOIN deals AS d ON d.deal = t.deal
WHERE ($word IS NULL OR t.topic = $word) AND (t.topic IS NULL) = ($reason IS NOT DISTINCT FROM 'none')
