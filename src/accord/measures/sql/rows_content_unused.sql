-- The published pieces that lie unused, of a stage or a segment where one is asked for; each at its last use, else since when it is
-- published.
-- uses: content_use
-- bound: dimension, cell
SELECT 'piece' AS what, piece AS key, NULL::BIGINT AS contact, make_timestamp(coalesce(used, since)) AS occurred_at, name AS value
FROM content_use
WHERE unused
  AND ($dimension IS NULL OR ($dimension = 'stage' AND stage = $cell) OR ($dimension = 'segment' AND segment = $cell))
