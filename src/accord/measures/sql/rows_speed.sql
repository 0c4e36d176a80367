-- The leads behind a figure of speed to lead: those handed over, of a class where one is asked, answered ones where asked.
-- uses: speed_leads
-- bound: cell, tried
SELECT 'lead' AS what, opened_by AS key, contact, handed_at AS occurred_at, source AS value
FROM speed_leads
WHERE ($cell IS NULL OR CAST(klass AS VARCHAR) = $cell)
  AND CASE $tried WHEN 'answered' THEN answered WHEN 'compared' THEN answered AND matured WHEN 'rotated' THEN answered AND matured AND rotated ELSE true END
