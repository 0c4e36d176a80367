-- The leads behind a number: those begun in the window, of a source, that reached a stage, crossed the
-- hand-off line, were won, have matured, as far as asked.
-- uses: leads_begun, deals_won
-- bound: source, reached, accepted, line, matured, won
SELECT 'lead' AS what, b.opened_by AS key, b.contact, b.opened_at AS occurred_at, b.source AS value
FROM leads_begun AS b
WHERE b.fresh
  AND ($source IS NULL OR b.source = $source)
  AND ($reached IS NULL OR b.furthest >= CAST($reached AS INTEGER))
  AND ($accepted IS NULL OR b.furthest >= $line)
  AND ($matured IS NULL OR b.matured)
  AND ($won IS NULL OR EXISTS (SELECT 1 FROM deals_won AS w WHERE w.contact = b.contact AND w.lead = b.lead))
