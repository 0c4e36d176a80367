-- The people behind a figure of a campaign's results: of an arm (`cell`), those who did what is asked for (`tried`).
-- uses: result_people
-- bound: cell, tried
SELECT 'person' AS what, contact AS key, contact, since AS occurred_at, arm AS value
FROM result_people
WHERE ($cell IS NULL OR arm = $cell)
  AND CASE $tried
      WHEN 'visited' THEN visited
      WHEN 'clicked' THEN clicked
      WHEN 'replied' THEN replied
      WHEN 'met' THEN met
      WHEN 'answered' THEN answered
      WHEN 'lead' THEN leads > 0
      WHEN 'opportunity' THEN deals > 0
      WHEN 'won' THEN won > 0
      WHEN 'by_marketing' THEN by_marketing > 0
      WHEN 'by_sales' THEN by_sales > 0
      WHEN 'by_both' THEN by_marketing > 0 AND by_sales > 0
      ELSE true
  END
