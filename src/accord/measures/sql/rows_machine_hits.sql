-- What machines caused, by source: kept, never counted as a touch.
-- bound: source
SELECT 'fact' AS what, f.seq AS key, i.contact, f.occurred_at, coalesce(f.channel, '') AS value
FROM facts AS f
LEFT JOIN identity AS i ON i.subject = f.subject
LEFT JOIN judgements AS j ON j.seq = f.seq
WHERE coalesce(j.agent, f.agent) = 1 AND f.source = $source
