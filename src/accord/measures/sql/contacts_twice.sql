-- Contacts of whom one source has several records: they may be several copies of a person.
SELECT DISTINCT contact
FROM (
    SELECT contact
    FROM identity
    WHERE NOT stub
    GROUP BY contact, source
    HAVING count(*) > 1
)
ORDER BY contact
