-- Shared activity: accounts that both teams touched within the days the agreement names: marketing with
-- a message or a campaign, sales with a call, an e-mail, a meeting or a conversation of a person.
-- A sequence's step, a note and a task are nobody's touch; nor is what bounced.
-- bound: since, now_at
WITH recent AS (
    SELECT p.account, f.kind
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    JOIN people AS p ON p.contact = i.contact
    WHERE p.account IS NOT NULL
      AND f.agent <> 1
      AND f.occurred_at >= $since
      AND f.occurred_at <= $now_at
      AND f.kind IN (30, 31, 33, 34, 40, 41, 42, 44, 45)
),
touched AS (
    SELECT account, bool_or(kind < 40) AS by_marketing, bool_or(kind >= 40) AS by_sales
    FROM recent
    GROUP BY account
)
SELECT
    count(*) FILTER (WHERE by_marketing AND by_sales) AS both_teams,
    count(*) FILTER (WHERE by_marketing AND NOT by_sales) AS marketing_only,
    count(*) FILTER (WHERE by_sales AND NOT by_marketing) AS sales_only,
    (SELECT count(DISTINCT account) FROM people WHERE account IS NOT NULL) AS accounts
FROM touched
