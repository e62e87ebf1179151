"""Small texts in both languages that tests index."""

ITALIAN = """La biblioteca comunale apre alle nove e chiude alle sette di sera. Il prestito dura trenta giorni.

Il regolamento vieta di consumare cibo nelle sale di lettura. Chi danneggia un libro lo deve ricomprare.
"""
ENGLISH = """The harbour museum opens at ten in the morning and closes at five. Children enter without paying anything.

The lighthouse was built of granite in 1843. Its keeper rang the bell whenever the fog came in from the sea.
"""
