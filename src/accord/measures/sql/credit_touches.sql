-- Touches that credit may be shared over: what people of the buyer did in answer to marketing, and conversations with
-- sales (whoever began them). Mails sent, opened or ended prove no interest; what machines did, and clicks that the
-- filter set aside, are nobody's. A buyer is an account, or a person of no account (the contact below zero).
SELECT
    coalesce(p.account, -i.contact) AS buyer,
    i.contact,
    f.seq,
    f.occurred_at AS moment,
    f.kind = 10 AND (f.campaign <> '' OR f.asset <> '') AS mail_click,
    f.kind IN (20, 21, 41, 44, 45) AS by_sales,
    CASE WHEN f.kind IN (20, 21, 41, 44, 45) THEN 'sales conversation' ELSE coalesce(nullif(f.channel, ''), '(empty)') END AS channel,
    coalesce(nullif(f.campaign, ''), '(empty)') AS campaign,
    coalesce(nullif(f.asset, ''), '(empty)') AS asset
FROM facts AS f
JOIN identity AS i ON i.subject = f.subject
LEFT JOIN people AS p ON p.contact = i.contact
LEFT JOIN judgements AS j ON j.seq = f.seq
WHERE f.kind IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 20, 21, 34, 41, 44, 45)
  AND coalesce(j.agent, f.agent) = 0
  AND (j.seq IS NULL OR j.released_at IS NOT NULL)
