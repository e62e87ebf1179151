"""Small texts in both languages, for tests to index."""

ITALIAN = (
    "La biblioteca comunale apre alle nove e chiude alle sette di sera. "
    "Il prestito dura trenta giorni.\n\n"
    "Il regolamento vieta di consumare cibo nelle sale di lettura. "
    "Chi danneggia un libro lo deve ricomprare.\n"
)
ENGLISH = (
    "The harbour museum opens at ten in the morning and closes at five. "
    "Children enter without paying anything.\n\n"
    "The lighthouse was built of granite in 1843. "
    "Its keeper rang the bell whenever the fog came in from the sea.\n"
)
