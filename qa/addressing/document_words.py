"""The words for kinds of documents, in both languages."""

# Words for a kind of document, in both languages as one, with what they are abbreviated to.
DOCUMENT_WORDS: dict[str, str] = {
    "constitution": "costituzione costituzionale cost constitution constitutional const",
    "code": "codice cod code",
    "law": "legge law act atto",
    "decree": "decreto decree dlgs dl dpr dpcm",
    "regulation": "regolamento regulation regulations rules",
    "statute": "statuto statute bylaws charter carta",
    "contract": "contratto contract agreement accordo",
    "treaty": "trattato treaty",
    "convention": "convenzione convention",
    "directive": "direttiva directive",
    "manual": "manuale manual guida guide handbook istruzioni instructions",
    "policy": "policy informativa",
    "standard": "standard specifica specification",
    "report": "relazione rapporto report",
    "document": "documento document testo text file",
}
DOCUMENT_TYPE_BY_WORD = {
    word: kind for kind, words in DOCUMENT_WORDS.items() for word in words.split()
}

# Words for more kinds of documents, which count as such only with a number after them.
_NUMBERED_WORDS: dict[str, str] = {
    "resolution": "delibera deliberazione resolution",
    "determination": "determina determinazione determination",
    "order": "ordinanza ordine order",
    "circular": "circolare circular",
    "minutes": "verbale minutes",
    "judgment": "sentenza judgment judgement ruling",
    "invoice": "fattura invoice",
    "policy": "polizza",
    "protocol": "protocollo protocol",
    "notice": "avviso bando notice tender",
    "case": "pratica causa case",
}
NUMBERED_TYPE_BY_WORD = DOCUMENT_TYPE_BY_WORD | {
    word: kind for kind, words in _NUMBERED_WORDS.items() for word in words.split()
}
