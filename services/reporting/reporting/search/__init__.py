"""The search over everything: an index of what people remember of a record, and the finding by it.

An event leaves texts in its record's entry (``entries``), texts are cut to lexemes (``lexemes``), and the
projection writes both (``index``). A question (``question``) is asked of the lexemes, first as it was typed,
then by words that are close (``spelling``), and what is found is ranked (``ranking``).
"""
