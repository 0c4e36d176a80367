-- How many person records each source marked as qualified (a lifecycle stage at or past it): where
-- marketing marks any, only these are its count.
SELECT source, count(DISTINCT subject) AS marked
FROM facts
WHERE kind = 62
  AND regexp_matches(
      lower(value), '(^|[^a-z])(marketing ?_?qualified|sales ?_?qualified|mql|sql|opportunity|customer)'
  )
GROUP BY source
ORDER BY source
