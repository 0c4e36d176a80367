-- Sends that no sign-off covered, by the name that the sending tool gave them: mails, people, from when to when.
-- uses: unsigned_sends
SELECT
    campaign,
    count(*) AS mails,
    count(DISTINCT contact) AS people,
    count(*) FILTER (kind = 43) AS of_sequences,
    min(occurred_at) AS first_at,
    max(occurred_at) AS last_at,
    min(source) AS source
FROM unsigned_sends
GROUP BY campaign
ORDER BY last_at DESC, campaign
