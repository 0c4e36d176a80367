-- The records that marketing counts: its person records, and where it marks any as qualified (a lifecycle
-- stage at or past qualified), only those.
-- bound: marketing, marked
SELECT i.subject, i.contact
FROM identity AS i
WHERE NOT i.stub
  AND list_contains($marketing, i.source)
  AND (
      NOT $marked
      OR i.subject IN (
          SELECT f.subject
          FROM facts AS f
          WHERE f.kind = 62
            AND list_contains($marketing, f.source)
            AND regexp_matches(
                lower(f.value), '(^|[^a-z])(marketing ?_?qualified|sales ?_?qualified|mql|sql|opportunity|customer)'
            )
      )
  )
