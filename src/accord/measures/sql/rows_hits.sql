-- The clicks of one class, or those set aside for one reason (the other is empty).
-- bound: klass, reason
SELECT 'fact' AS what, j.seq AS key, i.contact, f.occurred_at, coalesce(j.why, '') AS value
FROM judgements AS j
JOIN facts AS f ON f.seq = j.seq
LEFT JOIN identity AS i ON i.subject = f.subject
WHERE ($klass = '' OR CAST(j.klass AS VARCHAR) = $klass)
  AND ($reason = '' OR (j.agent <> 0 AND list_contains(string_split(j.why, ' '), $reason)))
