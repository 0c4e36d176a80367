-- Pieces of content that any touch of the record names, and when each was last sent to, shown to or opened by a buyer; `quiet`
-- where that is longer ago than the agreement lets content lie. What was never used is named by no touch, and is not in it.
-- bound: content_days, now_at
SELECT
    source,
    asset,
    count(*) AS touches,
    max(occurred_at) AS used_at,
    min(seq) AS key,
    max(occurred_at) < CAST($now_at AS TIMESTAMP) - to_days(CAST($content_days AS INTEGER)) AS quiet
FROM facts
WHERE coalesce(asset, '') <> '' AND kind < 60 AND occurred_at <= CAST($now_at AS TIMESTAMP)
GROUP BY source, asset
ORDER BY source, asset
