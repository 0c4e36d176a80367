-- The deals of some contacts and of their accounts: whose, from when, and how each ended.
-- bound: contacts
WITH asked AS (
    SELECT unnest(CAST($contacts AS BIGINT[])) AS contact
),
accounts AS (
    SELECT DISTINCT p.account
    FROM people AS p
    JOIN asked AS a ON a.contact = p.contact
    WHERE p.account IS NOT NULL
)
SELECT
    deal,
    contact,
    account,
    coalesce(owner, '') AS owner,
    coalesce(created_at, won_at, lost_at) AS since,
    won_at,
    lost_at
FROM deals
WHERE coalesce(created_at, won_at, lost_at) IS NOT NULL
  AND (contact IN (SELECT contact FROM asked) OR account IN (SELECT account FROM accounts))
ORDER BY deal
