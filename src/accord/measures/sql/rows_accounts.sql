-- The people of accounts that both teams touched lately, one row per account: its person touched last.
-- bound: since, now_at
WITH recent AS (
    SELECT p.account, i.contact, f.kind, f.occurred_at
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    JOIN people AS p ON p.contact = i.contact
    WHERE p.account IS NOT NULL
      AND f.agent <> 1
      AND f.occurred_at >= $since
      AND f.occurred_at <= $now_at
      AND f.kind IN (30, 31, 33, 34, 40, 41, 42, 44, 45)
)
SELECT
    'account' AS what,
    account AS key,
    max_by(contact, occurred_at) AS contact,
    max(occurred_at) AS occurred_at,
    '' AS value
FROM recent
GROUP BY account
HAVING bool_or(kind < 40) AND bool_or(kind >= 40)
