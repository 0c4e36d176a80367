-- When the first lead of each path began: of its buyer's people, after the earlier cycle and before the path's end.
-- uses: credit_touches, credit_paths
WITH begun AS (
    SELECT coalesce(p.account, -l.contact) AS buyer, l.opened_at
    FROM leads AS l
    LEFT JOIN people AS p ON p.contact = l.contact
)
SELECT p.path_no, min(l.opened_at) AS opened_at
FROM credit_paths AS p
JOIN begun AS l ON l.buyer = p.buyer AND l.opened_at <= p.until AND (p.since IS NULL OR l.opened_at > p.since)
WHERE p.what <> 'open'
GROUP BY p.path_no
ORDER BY p.path_no
