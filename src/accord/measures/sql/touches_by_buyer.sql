-- Touches that credit may be shared over, as they are kept by buyer: `mark` sums 1 for a click on a mail that its person
-- had clicked before (`again_at`: when last), 2 for a conversation with sales, 4 for a click in a mail.
-- uses: credit_touches
WITH clicked AS (
    SELECT
        *,
        CASE WHEN mail_click THEN lag(moment) OVER (
            PARTITION BY buyer, mail_click, contact, campaign, asset ORDER BY moment, seq
        ) END AS again_at
    FROM credit_touches
)
SELECT
    buyer,
    contact,
    seq,
    moment,
    channel,
    campaign,
    asset,
    CAST((again_at IS NOT NULL)::INT + 2 * by_sales::INT + 4 * mail_click::INT AS TINYINT) AS mark,
    again_at
FROM clicked
ORDER BY buyer, moment, seq
