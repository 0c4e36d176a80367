-- Every word on a buyer's industry: of the company, else (a greater distance) of its people; a person of no account is a buyer of
-- their own, below zero. The newest of the least distance is what the buyer's segment is called; '(empty)' where nobody says.
WITH words AS (
    SELECT subject, lower(trim(split_part(value, '=', 2))) AS industry, occurred_at, source, tie
    FROM facts
    WHERE kind = 64 AND starts_with(value, 'industry=')
)
SELECT c.account AS buyer, w.industry, 0 AS distance, w.occurred_at, w.source, w.tie
FROM words AS w
JOIN companies AS c ON c.subject = w.subject
UNION ALL
SELECT coalesce(p.account, -i.contact), w.industry, 1, w.occurred_at, w.source, w.tie
FROM words AS w
JOIN identity AS i ON i.subject = w.subject
LEFT JOIN people AS p ON p.contact = i.contact
