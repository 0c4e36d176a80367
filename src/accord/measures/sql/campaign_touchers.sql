-- Who touched the people of the deals that a campaign's people won, from their send to the day they were won: by deal, team and name.
-- uses: campaign_wins
WITH people_of AS (
    SELECT w.deal, w.since, w.won_at, p.contact
    FROM campaign_wins AS w
    JOIN people AS p ON p.contact = w.contact OR (w.account IS NOT NULL AND p.account = w.account)
)
SELECT o.deal,
    CASE WHEN f.kind < 40 OR f.actor IN (SELECT name FROM marketers) THEN 'marketing' ELSE 'sales' END AS team,
    coalesce(f.actor, '') AS actor,
    count(*) AS touches
FROM people_of AS o
JOIN identity AS i ON i.contact = o.contact
JOIN facts AS f ON f.subject = i.subject
WHERE f.kind BETWEEN 30 AND 45 AND f.occurred_at >= o.since AND f.occurred_at <= o.won_at
GROUP BY ALL
ORDER BY o.deal, team, touches DESC, actor
