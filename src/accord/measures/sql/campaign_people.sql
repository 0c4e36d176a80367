-- Everybody who is known, each once, with what a segment asks of them: their account, the stage and scores of their newest lead,
-- whether a deal is open with them or at their account, whether one was ever won there, whether the account is a target.
-- uses: targets
WITH newest AS (
    SELECT contact, stage, fit_now, engagement_now
    FROM leads
    QUALIFY row_number() OVER (PARTITION BY contact ORDER BY lead DESC) = 1
),
of_account AS (
    SELECT
        account,
        bool_or(won_at IS NULL AND lost_at IS NULL) AS open_deal,
        bool_or(won_at IS NOT NULL) AS customer
    FROM deals
    WHERE account IS NOT NULL
    GROUP BY account
),
of_person AS (
    SELECT contact, bool_or(won_at IS NULL AND lost_at IS NULL) AS open_deal, bool_or(won_at IS NOT NULL) AS customer
    FROM deals
    WHERE contact IS NOT NULL
    GROUP BY contact
)
SELECT
    p.contact,
    p.account,
    p.owner,
    n.stage,
    coalesce(n.fit_now, 0) AS fit,
    coalesce(n.engagement_now, 0) AS engagement,
    coalesce(a.open_deal, false) OR coalesce(o.open_deal, false) AS open_deal,
    coalesce(a.customer, false) OR coalesce(o.customer, false) AS customer,
    t.account IS NOT NULL AS target
FROM people AS p
LEFT JOIN newest AS n ON n.contact = p.contact
LEFT JOIN of_account AS a ON a.account = p.account
LEFT JOIN of_person AS o ON o.contact = p.contact
LEFT JOIN targets AS t ON t.account = p.account
ORDER BY p.contact
