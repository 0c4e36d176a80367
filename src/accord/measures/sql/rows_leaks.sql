-- The leads behind a leak: those of the window whose first broken promise it was, dated when it was broken; those of which
-- every promise was kept, by when they qualified.
-- uses: leaks
-- bound: leak
SELECT 'lead' AS what, opened_by AS key, contact, coalesce(broken_at, qualified_at) AS occurred_at, coalesce(nullif(leak, ''), 'kept') AS value
FROM leaks
WHERE coalesce(nullif(leak, ''), 'kept') = $leak
   OR ($leak = 'harmed' AND leak NOT IN ('', 'pending'))
