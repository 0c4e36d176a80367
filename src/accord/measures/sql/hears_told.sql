-- What sales heard, one row for each thing a person said or had said of them: the reason that a lead was returned, recycled or
-- disqualified for, the topics of the customer's own words, why a deal was lost and to whom, and whom it was won against; by the
-- week (from Monday) of the reporting zone. An outcome without a reason or word is a row without a topic. A deal of which no
-- person is known counts as somebody of its own (below zero). Whose words they are is known; the words themselves are not here.
-- uses: zone_days, industry_words
WITH ended AS (
    SELECT deal, coalesce(contact, -deal) AS who, contact, account, coalesce(won_at, lost_at) AS ended_at, lost_at IS NOT NULL AS lost
    FROM deals
    WHERE coalesce(won_at, lost_at) IS NOT NULL
),
of_people AS (
    SELECT
        f.subject,
        f.occurred_at,
        CASE f.kind WHEN 91 THEN 'returned' WHEN 92 THEN 'recycled' ELSE 'disqualified' END AS sort,
        lower(trim(replace(coalesce(f.value, ''), '_', ' '))) AS topic
    FROM facts AS f
    WHERE f.kind IN (91, 92, 93)
    UNION ALL
    SELECT subject, said_at, sort, topic FROM said
    UNION ALL
    SELECT subject, said_at, sort, topic FROM heard WHERE said_at IS NOT NULL
),
whose AS (
    SELECT h.subject, i.contact AS who, i.contact, p.account, h.occurred_at, h.sort, h.topic
    FROM of_people AS h
    JOIN identity AS i ON i.subject = h.subject
    LEFT JOIN people AS p ON p.contact = i.contact
    UNION ALL
    SELECT deal, who, contact, account, ended_at, '', ''
    FROM ended
    UNION ALL
    SELECT d.deal, d.who, d.contact, d.account, d.ended_at, CASE WHEN d.lost THEN h.sort ELSE 'won_against' END, h.topic
    FROM ended AS d
    JOIN heard AS h ON h.subject = d.deal
    WHERE d.lost OR h.sort = 'competitor'
),
newest AS (
    SELECT buyer, industry
    FROM industry_words
    WHERE buyer IN (SELECT coalesce(account, -contact) FROM whose)
    QUALIFY row_number() OVER (PARTITION BY buyer ORDER BY distance, occurred_at DESC, source DESC, tie DESC) = 1
),
lead_sources AS (
    SELECT contact, arg_max(source, lead) AS source FROM leads GROUP BY contact
)
SELECT
    h.subject,
    h.who,
    h.contact,
    h.occurred_at,
    h.sort,
    h.topic,
    coalesce(nullif(s.source, ''), '(unknown)') AS source,
    coalesce(nullif(n.industry, ''), '(empty)') AS segment,
    CAST(date_trunc('week', CAST(h.occurred_at + z.ahead AS DATE)) AS DATE) AS week
FROM whose AS h
JOIN zone_days AS z ON z.utc_day = CAST(h.occurred_at AS DATE)
LEFT JOIN lead_sources AS s ON s.contact = h.contact
LEFT JOIN newest AS n ON n.buyer = coalesce(h.account, -h.contact)
