-- The leads closed as duplicates, each with the number of its contact's lead that stays.
SELECT
    'lead' AS what,
    opened_by AS key,
    contact,
    opened_at AS occurred_at,
    'duplicate of lead ' || CAST(lead AS VARCHAR) AS value
FROM duplicates
