-- Coverage of the target accounts, one row each: how many of their people are known, which team reached any of them in the
-- window, whether any of them did anything, whether the account has an open deal now or was ever won, and who owns it.
-- uses: targets, coverage_people
WITH reached AS (
    SELECT
        account,
        count(*) AS known,
        bool_or(by_marketing) AS by_marketing,
        bool_or(by_sales) AS by_sales,
        bool_or(engaged) AS engaged,
        min(contact) AS contact,
        max(last_at) AS last_at
    FROM coverage_people
    GROUP BY account
),
dealt AS (
    SELECT
        coalesce(d.account, p.account) AS account,
        bool_or(d.won_at IS NULL AND d.lost_at IS NULL) AS in_opportunity,
        bool_or(d.won_at IS NOT NULL) AS won
    FROM deals AS d
    LEFT JOIN people AS p ON p.contact = d.contact
    GROUP BY 1
),
owned AS (
    SELECT account, min(owner) AS owner FROM people WHERE owner <> '' AND account IS NOT NULL GROUP BY account
)
SELECT
    t.account,
    t.tier,
    r.contact,
    coalesce(r.known, 0) AS known,
    coalesce(r.by_marketing, false) AS by_marketing,
    coalesce(r.by_sales, false) AS by_sales,
    coalesce(r.engaged, false) AS engaged,
    coalesce(d.in_opportunity, false) AS in_opportunity,
    coalesce(d.won, false) AS won,
    r.last_at,
    coalesce(o.owner, '') AS owner
FROM targets AS t
LEFT JOIN reached AS r ON r.account = t.account
LEFT JOIN dealt AS d ON d.account = t.account
LEFT JOIN owned AS o ON o.account = t.account
ORDER BY
    t.tier, CAST(coalesce(r.by_marketing, false) AS INTEGER) + CAST(coalesce(r.by_sales, false) AS INTEGER), t.account
