-- What the won deals of leads brought, each on the day it was won: the revenue that a replay leaves as it was.
-- uses: deals_won
SELECT contact, lead, amount, currency, won_day AS day
FROM deals_won
WHERE contact IS NOT NULL AND lead IS NOT NULL
ORDER BY deal
