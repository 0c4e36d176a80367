-- Pieces of content that the record names and that nobody has used for longer than the agreement lets content lie, each at its
-- last use.
-- uses: leak_content
SELECT 'fact' AS what, key, NULL::BIGINT AS contact, used_at AS occurred_at, asset AS value
FROM leak_content
WHERE quiet
