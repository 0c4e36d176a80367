-- The customers at risk, each with its signs; or those of one sign.
-- uses: at_risk
-- bound: reason
SELECT
    CASE WHEN customer < 0 THEN 'person' ELSE 'account' END AS what,
    customer AS key,
    contact,
    due_at AS occurred_at,
    concat_ws(
        ', ',
        CASE WHEN past_end THEN 'past its end' END,
        CASE WHEN renewal_near THEN 'renewal near' END,
        CASE WHEN silent THEN 'silent' END,
        CASE WHEN untouched THEN 'untouched' END,
        CASE WHEN use_down THEN 'use down' END
    ) AS value
FROM at_risk
WHERE CASE $reason
    WHEN 'past_end' THEN past_end
    WHEN 'renewal_near' THEN renewal_near
    WHEN 'silent' THEN silent
    WHEN 'untouched' THEN untouched
    WHEN 'use_down' THEN use_down
    ELSE true
END
