-- The account of some contacts and of everybody at their accounts, and who owns each: theirs, else of a colleague there.
-- bound: contacts
WITH asked AS (
    SELECT unnest(CAST($contacts AS BIGINT[])) AS contact
),
accounts AS (
    SELECT p.account, max(nullif(p.owner, '')) AS owner
    FROM people AS p
    WHERE p.account IN (SELECT q.account FROM people AS q JOIN asked AS a ON a.contact = q.contact)
    GROUP BY p.account
)
SELECT p.contact, p.account, coalesce(nullif(p.owner, ''), a.owner, '') AS owner
FROM people AS p
LEFT JOIN accounts AS a ON a.account = p.account
WHERE p.contact IN (SELECT contact FROM asked) OR a.account IS NOT NULL
