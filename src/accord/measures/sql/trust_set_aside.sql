-- Clicks that are kept and not counted, by each reason that spoke: one click may have several.
WITH reasons AS (
    SELECT seq, unnest(string_split(why, ' ')) AS reason
    FROM judgements
    WHERE agent <> 0
)
SELECT reason, count(DISTINCT seq) AS hits
FROM reasons
WHERE reason <> ''
GROUP BY reason
ORDER BY hits DESC, reason
