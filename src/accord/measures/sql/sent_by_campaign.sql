-- Everything that was sent, or that people were put into, by the name that the sending tool gave it: letters, people, from when to when.
SELECT
    f.campaign,
    count(*) FILTER (f.kind IN (30, 43)) AS mails,
    count(DISTINCT i.contact) AS people,
    min(f.occurred_at) AS first_at,
    max(f.occurred_at) AS last_at,
    min(f.source) AS source
FROM facts AS f
JOIN identity AS i ON i.subject = f.subject
WHERE f.kind IN (30, 31, 33, 43) AND f.campaign <> ''
GROUP BY f.campaign
ORDER BY last_at DESC, f.campaign
