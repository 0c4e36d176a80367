-- The customers behind a figure of retention: all of a year before, or those that stayed, left, pay more, pay less, or whose
-- contract is past its end and undecided; with what became of each.
-- uses: retention
-- bound: cell, tried
SELECT
    CASE WHEN customer < 0 THEN 'person' ELSE 'account' END AS what,
    customer AS key,
    contact,
    due_at AS occurred_at,
    CASE
        WHEN contracts_now = 0 THEN 'left'
        WHEN undecided > 0 THEN 'past its end, undecided'
        WHEN amount_now > amount_then THEN 'pays more'
        WHEN amount_now < amount_then THEN 'pays less'
        ELSE 'stayed'
    END AS value
FROM retention
WHERE ($cell IS NULL OR segment = $cell)
  AND CASE $tried
      WHEN 'stayed' THEN contracts_now > 0
      WHEN 'left' THEN contracts_now = 0
      WHEN 'more' THEN amount_now > amount_then
      WHEN 'less' THEN amount_now < amount_then
      WHEN 'undecided' THEN undecided > 0
      ELSE true
  END
