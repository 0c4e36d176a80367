-- The newest word on each asked attribute (`word`: their names, joined by |) of each person: their own, else their company's.
-- bound: word
WITH words AS (
    SELECT
        subject,
        lower(trim(split_part(value, '=', 1))) AS attribute,
        trim(split_part(value, '=', 2)) AS said,
        occurred_at,
        source,
        tie
    FROM facts
    WHERE kind = 64
),
asked AS (
    SELECT * FROM words WHERE said <> '' AND contains('|' || $word || '|', '|' || attribute || '|')
),
near AS (
    SELECT i.contact, a.attribute, a.said, 0 AS distance, a.occurred_at, a.source, a.tie
    FROM asked AS a
    JOIN identity AS i ON i.subject = a.subject
    UNION ALL
    SELECT p.contact, a.attribute, a.said, 1, a.occurred_at, a.source, a.tie
    FROM asked AS a
    JOIN companies AS c ON c.subject = a.subject
    JOIN people AS p ON p.account = c.account
)
SELECT contact, attribute, said
FROM near
QUALIFY row_number()
    OVER (PARTITION BY contact, attribute ORDER BY distance, occurred_at DESC, source DESC, tie DESC) = 1
ORDER BY contact, attribute
