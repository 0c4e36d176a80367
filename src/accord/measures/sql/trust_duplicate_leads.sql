-- Duplicate leads: begun by a second record of a person while another record's lead was open. That lead
-- stays; this one is closed as a duplicate of it, counted here and nowhere else.
SELECT count(*) AS leads
FROM duplicates
