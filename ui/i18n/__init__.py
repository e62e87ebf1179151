"""Everything that people read, in Italian and English.

`words.py` lists the words of the interface, and `english.py` and `italian.py` have their values, by
language in `languages.py`. `italian_messages.py` has the messages of errors, which it joins from
`italian_*_messages.py`, and `errors.py` fills them. `descriptions.py` describes an answer or a
citation with these words.
"""
