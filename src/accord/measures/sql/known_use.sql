-- How many companies have their use recorded at all, and how many renewal decisions there are: without them the signs that
-- need them say nothing.
SELECT
    (SELECT count(DISTINCT c.account) FROM facts AS f JOIN companies AS c ON c.subject = f.subject
     WHERE f.kind = 64 AND starts_with(f.value, 'use=')) AS with_use,
    (SELECT count(*) FROM deals WHERE deal_type = 'renewal' AND (won_at IS NOT NULL OR lost_at IS NOT NULL)) AS decided,
    (SELECT count(*) FROM deals WHERE won_at IS NOT NULL) AS won
