-- The mails of one name that no sign-off covered, the newest first.
-- uses: unsigned_sends
-- bound: word
SELECT 'fact' AS what, seq AS key, contact, occurred_at, coalesce(actor, '') AS value
FROM unsigned_sends
WHERE campaign = $word
ORDER BY occurred_at DESC, seq DESC
