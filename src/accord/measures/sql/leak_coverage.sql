-- What can be judged of leaks at all: whether any system names owners, and which of the agreed fields anybody fills in.
-- bound: carry
SELECT
    EXISTS (SELECT 1 FROM facts WHERE kind = 63 AND actor <> '') AS owners,
    EXISTS (SELECT 1 FROM people WHERE account IS NOT NULL) AS companies,
    (
        SELECT list(DISTINCT lower(trim(split_part(value, '=', 1))))
        FROM facts
        WHERE kind = 64 AND list_contains(CAST($carry AS VARCHAR[]), lower(trim(split_part(value, '=', 1))))
    ) AS fields
