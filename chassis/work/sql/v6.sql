-- What a text is found by, as `searchable` of contracts/text.py: letter case, width, blanks, accents, look-alike and
-- invisible characters aside. It goes round again, because a folding may bring out what is folded.

CREATE FUNCTION searchable(given text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found text := given;
    before text;
BEGIN
    WHILE octet_length(found) > length(found) AND found IS DISTINCT FROM before LOOP
        before := found;
        IF found ~ '[\u0085\u00ab\u00ad\u00b4\u00bb\u02b9-\U0010ffff]' THEN  -- few have any of them
            found := regexp_replace(found,
                '[\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f'
                '\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb'
                '\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a'
                '\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]', '', 'g');
            found := regexp_replace(found,
                '[\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u055a\u05f3\u2018-\u201b\u2032\u2035\ua78c]', '''', 'g');
            found := regexp_replace(found, '[\u00ab\u00bb\u02ba\u05f4\u201c-\u201f\u2033\u2036\u301d-\u301f]', '"', 'g');
            found := regexp_replace(found, '[\u058a\u05be\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]', '-', 'g');
            found := regexp_replace(found, '[\u0085\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]', ' ', 'g');
        END IF;
        found := normalize(casefold(normalize(found, NFKC) COLLATE pg_unicode_fast), NFKD);
        found := regexp_replace(found,
            '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670'
            '\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]', '', 'g');
        found := replace(replace(replace(translate(found, 'łøđðħıŧ', 'loddhit'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
        found := normalize(found, NFC);
    END LOOP;
    found := translate(lower(found COLLATE "C"), E'`\t\n\v\f\r\x1c\x1d\x1e\x1f', '''         ');
    RETURN btrim(CASE WHEN strpos(found, '  ') = 0 THEN found ELSE regexp_replace(found, ' +', ' ', 'g') END);
END $$;
