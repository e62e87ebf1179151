"""Define what the help of the page says, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HelpTexts:
    """The texts of the help in one language.

    Attributes:
        title: The name of the help, and of the button that opens it.
        paragraphs: What the chat does.
        adding: What a person can do with documents who may add them.
        reading: What a person can do who may only read them.
        keys_heading: The heading of the keys.
        keys: Each key with what it does.

    """

    title: str
    paragraphs: tuple[str, ...]
    adding: str
    reading: str
    keys_heading: str
    keys: tuple[tuple[str, str], ...]


ENGLISH_HELP = HelpTexts(
    title="Help",
    paragraphs=(
        "Ask a question in English or Italian: the answer is made of sentences of your documents, "
        "word for word, in either language. The number after each opens the document there.",
        "If the documents do not answer, nothing is made up: the nearest passages are shown apart.",
        "Everything stays on the computer that Fonti runs on. “Conversations” lists what you asked "
        "before, unless whoever runs Fonti has switched that off.",
    ),
    adding=(
        "Under “Documents” you add your own files, see which were read and why others were not, "
        "and remove or delete them. Under the question you choose where to look."
    ),
    reading=(
        "“Documents” lists what is searched, and says which files were not read, and why. Whoever "
        "runs Fonti adds documents. Under the question you choose where to look."
    ),
    keys_heading="Keyboard",
    keys=(
        ("Enter", "ask the question"),
        ("Shift + Enter", "begin a new line"),
        ("/", "go to the question"),
        (
            "← →",
            "go from number to number of an answer; in a document, from quotation to quotation",
        ),
        ("Tab", "go to the next button, number or field"),
        ("Esc", "close what is open, and go back"),
        ("?", "open this help"),
    ),
)

ITALIAN_HELP = HelpTexts(
    title="Aiuto",
    paragraphs=(
        "Fai una domanda in italiano o in inglese: la risposta è fatta di frasi dei tuoi "
        "documenti, parola per parola, in entrambe le lingue. Il numero dopo ognuna apre il "
        "documento in quel punto.",
        "Se i documenti non rispondono, niente viene inventato: i passaggi più vicini sono "
        "mostrati a parte.",
        "Tutto resta sul computer su cui gira Fonti. «Conversazioni» elenca ciò che hai già "
        "chiesto, a meno che chi gestisce Fonti l'abbia disattivato.",
    ),
    adding=(
        "In «Documenti» aggiungi i tuoi file, vedi quali sono stati letti e perché altri no, li "
        "rimuovi o li elimini. Sotto la domanda scegli dove cercare."
    ),
    reading=(
        "«Documenti» elenca dove si cerca, e dice quali file non sono stati letti e perché. I "
        "documenti li aggiunge chi gestisce Fonti. Sotto la domanda scegli dove cercare."
    ),
    keys_heading="Tastiera",
    keys=(
        ("Invio", "fai la domanda"),
        ("Maiusc + Invio", "vai a capo"),
        ("/", "vai alla domanda"),
        (
            "← →",
            "passa da un numero all'altro di una risposta; in un documento, da una citazione "
            "all'altra",
        ),
        ("Tab", "vai al prossimo pulsante, numero o campo"),
        ("Esc", "chiudi ciò che è aperto, e torna indietro"),
        ("?", "apri questo aiuto"),
    ),
)
