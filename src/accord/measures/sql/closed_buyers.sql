-- Buyers whose deals are over: an account (or, without one, a contact) once, however many deals it had; won
-- if any of them was won. The instant is when its first deal began.
WITH over AS (
    SELECT
        coalesce(account, -contact) AS buyer,
        account,
        contact,
        coalesce(created_at, won_at, lost_at) AS began_at,
        won_at IS NOT NULL AS won
    FROM deals
    WHERE (won_at IS NOT NULL OR lost_at IS NOT NULL)
      AND coalesce(account, contact) IS NOT NULL
)
SELECT
    buyer,
    any_value(account) AS account,
    bool_or(won) AS won,
    min(began_at) AS began_at,
    list(DISTINCT contact) FILTER (WHERE contact IS NOT NULL) AS contacts
FROM over
GROUP BY buyer
