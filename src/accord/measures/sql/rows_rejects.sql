-- Refused rows by source and reason: which import, and how many; the rows themselves are in the record.
-- bound: source, reason
SELECT
    'import' AS what,
    r.import_id AS key,
    NULL::BIGINT AS contact,
    i.started_at AS occurred_at,
    CAST(r.rows AS VARCHAR) || ' rows: ' || r.reason AS value
FROM rejects AS r
JOIN imports AS i ON i.import_id = r.import_id
WHERE i.source = $source AND r.reason = $reason
