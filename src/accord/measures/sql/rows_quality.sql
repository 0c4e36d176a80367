-- The leads behind a cell of lead quality: all of them, those that matured, crossed the hand-off line or were won (matured ones
-- only), those that qualified or were answered.
-- uses: quality_leads
-- bound: dimension, cell, tried
SELECT 'lead' AS what, opened_by AS key, contact, opened_at AS occurred_at, source AS value
FROM quality_leads
WHERE ($cell IS NULL OR CASE $dimension WHEN 'source' THEN source WHEN 'campaign' THEN campaign ELSE klass END = $cell)
  AND CASE $tried
      WHEN 'matured' THEN matured
      WHEN 'accepted' THEN matured AND accepted
      WHEN 'won' THEN matured AND won
      WHEN 'qualified' THEN waited IS NOT NULL
      WHEN 'answered' THEN answered
      ELSE true
  END
