-- What a text is sorted by, as people read it: letter case, accents and look-alikes aside. Most texts are plain and
-- cost next to nothing.
CREATE FUNCTION sorted_by(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN octet_length(given) = length(given) THEN lower(given) ELSE searchable(given) END;
