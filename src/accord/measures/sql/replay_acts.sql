-- What our people did with some contacts, and what reached them or anybody of their accounts, from an instant on: what a
-- replay routes, stops clocks and asks the contact policy by.
-- bound: contacts, kinds, since_at
WITH asked AS (
    SELECT unnest(CAST($contacts AS BIGINT[])) AS contact
),
accounts AS (
    SELECT DISTINCT p.account
    FROM people AS p
    JOIN asked AS a ON a.contact = p.contact
    WHERE p.account IS NOT NULL
),
around AS (
    SELECT contact FROM asked
    UNION
    SELECT contact FROM people WHERE account IN (SELECT account FROM accounts)
),
whose AS (
    SELECT subject, contact FROM identity
    UNION ALL
    SELECT deal, contact FROM deals WHERE contact IS NOT NULL
)
SELECT
    w.contact,
    f.kind,
    f.occurred_at,
    f.actor,
    f.campaign,
    f.asset,
    f.source,
    f.seq,
    coalesce(j.agent, f.agent) AS agent
FROM facts AS f
JOIN whose AS w ON w.subject = f.subject
LEFT JOIN judgements AS j ON j.seq = f.seq
WHERE f.kind IN (SELECT unnest(CAST($kinds AS SMALLINT[])))
  AND f.occurred_at >= $since_at
  AND w.contact IN (SELECT contact FROM around)
ORDER BY f.occurred_at, f.source, f.tie
