-- Hot leads: leads that qualified in the window by asking for us (the agreement's hot acts), returned or not.
-- uses: leads_dated
-- bound: from_day, to_day, hot_kinds
SELECT count(*) AS leads
FROM leads_dated
WHERE qualified_day IS NOT NULL
  AND list_contains(CAST($hot_kinds AS BIGINT[]), asked)
  AND ($from_day IS NULL OR qualified_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR qualified_day < CAST($to_day AS DATE))
