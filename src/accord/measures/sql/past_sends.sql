-- Past sends of marketing's e-mail, each with its recipients, how many of them answered within three days, and after how
-- many whole minutes: what a new send's first hour is held against. An answer counts as it does live: a person's click
-- after its hold, anything else when it happened. Mails of one campaign after a day without any are another send.
-- bound: now_at, kinds, hold_seconds
WITH sent AS (
    SELECT i.contact, f.campaign, f.occurred_at
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    WHERE f.campaign <> ''
      AND (f.kind = 30 OR (f.kind = 31 AND f.source NOT IN (SELECT DISTINCT source FROM facts WHERE kind = 30)))
),
gaps AS (
    SELECT contact, campaign, occurred_at,
        coalesce(occurred_at > lag(occurred_at) OVER (PARTITION BY campaign ORDER BY occurred_at) + INTERVAL 1 DAY, false) AS anew
    FROM sent
),
numbered AS (
    SELECT contact, campaign, occurred_at,
        sum(CASE WHEN anew THEN 1 ELSE 0 END) OVER (PARTITION BY campaign ORDER BY occurred_at, contact) AS send
    FROM gaps
),
mails AS (
    SELECT campaign, send, contact, min(occurred_at) AS sent_at
    FROM numbered
    GROUP BY campaign, send, contact
),
heard AS (
    SELECT i.contact, f.occurred_at, f.campaign,
        CASE WHEN f.kind IN (10, 16) THEN f.occurred_at + to_seconds(CAST($hold_seconds AS BIGINT)) ELSE f.occurred_at END AS counts_at
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    LEFT JOIN judgements AS j ON j.seq = f.seq
    WHERE list_contains(CAST($kinds AS INTEGER[]), CAST(f.kind AS INTEGER)) AND coalesce(j.agent, f.agent) = 0
),
matched AS (
    SELECT m.campaign, m.send, m.contact, m.sent_at, h.occurred_at, h.counts_at
    FROM (SELECT * FROM heard WHERE campaign <> '') AS h
    ASOF JOIN mails AS m ON m.contact = h.contact AND m.campaign = h.campaign AND h.occurred_at >= m.sent_at
    UNION ALL
    SELECT m.campaign, m.send, m.contact, m.sent_at, h.occurred_at, h.counts_at
    FROM (SELECT * FROM heard WHERE campaign = '') AS h
    ASOF JOIN mails AS m ON m.contact = h.contact AND h.occurred_at >= m.sent_at
),
answers AS (
    SELECT campaign, send, contact,
        CAST(floor(date_diff('second', any_value(sent_at), min(counts_at)) / 60) AS INTEGER) AS minute
    FROM matched
    WHERE counts_at < sent_at + INTERVAL 3 DAY
    GROUP BY campaign, send, contact
)
SELECT
    m.campaign,
    min(m.sent_at) AS since,
    count(*) AS mails,
    count(a.contact) AS answered,
    list(a.minute) FILTER (a.minute IS NOT NULL) AS minutes
FROM mails AS m
LEFT JOIN answers AS a ON a.campaign = m.campaign AND a.send = m.send AND a.contact = m.contact
GROUP BY m.campaign, m.send
HAVING max(m.sent_at) + INTERVAL 3 DAY <= CAST($now_at AS TIMESTAMP)
ORDER BY since, m.campaign
