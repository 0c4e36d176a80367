-- Refused rows by source and reason.
SELECT i.source, r.reason, CAST(sum(r.rows) AS BIGINT) AS rows
FROM rejects AS r
JOIN imports AS i ON i.import_id = r.import_id
GROUP BY i.source, r.reason
ORDER BY rows DESC, i.source, r.reason
