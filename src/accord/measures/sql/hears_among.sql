-- What sales heard of one segment; of all of them where none is asked for.
-- uses: hears_told
-- bound: segment
SELECT * FROM hears_told WHERE $segment IS NULL OR segment = $segment
