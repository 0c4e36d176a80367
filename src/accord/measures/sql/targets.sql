-- Target accounts: those whose newest word on it says that they are on the list (a yes, a tier, the list's name), by their
-- company records; with that word as their tier.
WITH said AS (
    SELECT c.account, lower(trim(split_part(f.value, '=', 2))) AS word, f.occurred_at, f.source, f.tie
    FROM facts AS f
    JOIN companies AS c ON c.subject = f.subject
    WHERE f.kind = 64 AND starts_with(f.value, 'target_account=')
)
SELECT account, CASE WHEN word IN ('true', 'yes', '1') THEN '' ELSE word END AS tier
FROM said
QUALIFY row_number() OVER (PARTITION BY account ORDER BY occurred_at DESC, source DESC, tie DESC) = 1
    AND word NOT IN ('false', 'no', '0', '')
