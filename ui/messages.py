"""The words shown to people, in Italian and in English; templates are filled with numbers and names, never quotes."""

from dataclasses import dataclass
from typing import Literal

from index import QuestionError
from qa import Answer, Citation

Language = Literal["it", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words; those with braces are templates."""

    language: Language
    tagline: str
    ask_label: str
    ask_placeholder: str
    ask_button: str
    looking: str
    examples: str
    welcome: str
    example_questions: tuple[str, ...]
    sources: str
    sources_hint: str
    other_language: str
    new_conversation: str
    answers: str
    related: str
    not_found: str
    words_absent: str
    filtered_out: str
    empty_index: str
    follows: str
    parallel: str
    nearest: str
    also_near: str
    sure: str
    likely: str
    characters: str
    page: str
    also_in: str
    source_in: str
    language_names: dict[str, str]
    empty: str
    too_long: str
    no_words: str
    problem: str
    stands: str
    moved: str
    gone: str
    nothing_to_verify: str
    log_in: str
    log_out: str
    login_labels: tuple[str, str]  # of the name and of the password
    logged_in: str
    to_chat: str
    not_let_in: str
    too_often: str


ITALIAN = Words(
    language="it",
    tagline="Domande ai tuoi documenti, risposte fatte solo di citazioni.",
    ask_label="Domanda",
    ask_placeholder="Scrivi una domanda, in italiano o in inglese",
    ask_button="Chiedi",
    looking="Cerco nei documenti…",
    examples="Per esempio:",
    example_questions=(
        "Cosa sono le yurte dell'invincibilità?",
        "Quale rotta commerciale aggira la Russia?",
        "Che fine hanno fatto le rimesse dei migranti?",
        "Qual è la capitale dell'Australia?",
    ),
    welcome="Chiedi qualcosa: la risposta è fatta di frasi dei documenti, parola per parola, e dice dove stanno.",
    sources="Passaggi citati",
    sources_hint="Qui compaiono i passaggi da cui vengono le citazioni.",
    other_language="English",
    new_conversation="Nuova conversazione",
    answers="Nei documenti si legge:",
    related="I documenti parlano dell'argomento, ma nessun passaggio sembra rispondere. I più vicini:",
    not_found="Non è nei documenti: nessun passaggio si avvicina abbastanza alla domanda.",
    words_absent="I documenti toccano l'argomento, ma niente lì vicino parla di: {missing}. I passaggi più vicini:",
    filtered_out="Nessun passaggio rientra nei filtri scelti.",
    empty_index="Non c'è niente da citare: l'indice non contiene passaggi. Aggiungi documenti e indicizzali.",
    follows="Letta dopo: {topic}",
    parallel="lo stesso di [{number}], in {language}",
    nearest="Passaggi vicini, che non rispondono",
    also_near="Altri passaggi vicini:",
    sure="risponde",
    likely="forse risponde",
    characters="caratteri {start}–{end}",
    page="pagina {page}",
    also_in="anche in {names}",
    source_in="fonte in {language}",
    language_names={"it": "italiano", "en": "inglese"},
    empty="Scrivi una domanda, in italiano o in inglese.",
    too_long="La domanda è troppo lunga: se ne leggono al massimo 2.000 caratteri. Accorciala.",
    no_words="La domanda non contiene parole. Scrivine una, in italiano o in inglese.",
    problem="Qualcosa non va con l'indice o con il modello:",
    stands="sta dov'è citata",
    moved="spostata: ora sta ai {place}",
    gone="non c'è più",
    nothing_to_verify="La risposta salvata non contiene citazioni.",
    log_in="Entra",
    log_out="Esci",
    login_labels=("Nome utente", "Password"),
    logged_in="Sei dentro come {name}.",
    to_chat="Vai alle domande",
    not_let_in="Nome utente o password non corretti.",
    too_often="Troppi tentativi. Riprova tra {seconds} secondi.",
)

ENGLISH = Words(
    language="en",
    tagline="Questions to your own documents, answers made of quotations alone.",
    ask_label="Question",
    ask_placeholder="Ask a question, in English or Italian",
    ask_button="Ask",
    looking="Looking in the documents…",
    examples="For example:",
    example_questions=(
        "What happened to migrants' remittances?",
        "Which public holiday did Kazakhstan cancel?",
        "What are the Yurts of Invincibility?",
        "What is the capital of Australia?",
    ),
    welcome="Ask something: answers are made of sentences of the documents, word for word, and say where they stand.",
    sources="Cited passages",
    sources_hint="The passages that the quotations come from appear here.",
    other_language="Italiano",
    new_conversation="New conversation",
    answers="The documents say:",
    related="The documents touch on the subject, but no passage seems to answer. The nearest:",
    not_found="It is not in the documents: no passage comes near enough to the question.",
    words_absent="The documents touch on the subject, but nothing near it speaks of: {missing}. The nearest:",
    filtered_out="No passage is within the chosen filters.",
    empty_index="There is nothing to quote: the index holds no passages. Add documents, and index them.",
    follows="Read after: {topic}",
    parallel="the same as [{number}], in {language}",
    nearest="Passages nearby, which do not answer",
    also_near="Other passages nearby:",
    sure="answers",
    likely="may answer",
    characters="characters {start}–{end}",
    page="page {page}",
    also_in="also in {names}",
    source_in="source in {language}",
    language_names={"it": "Italian", "en": "English"},
    empty="Ask a question, in English or Italian.",
    too_long="The question is too long: at most 2,000 characters are read. Shorten it.",
    no_words="The question holds no words. Write one, in English or Italian.",
    problem="Something is wrong with the index or the model:",
    stands="stands where it is cited",
    moved="moved: now at {place}",
    gone="gone",
    nothing_to_verify="The saved answer holds no citations.",
    log_in="Log in",
    log_out="Log out",
    login_labels=("User name", "Password"),
    logged_in="You are logged in as {name}.",
    to_chat="Go to the questions",
    not_let_in="The user name or the password is not right.",
    too_often="Too many attempts. Try again in {seconds} seconds.",
)

WORDS: dict[str, Words] = {"it": ITALIAN, "en": ENGLISH}


def outcome_words(answer: Answer, words: Words) -> str:
    """The sentence that says what came of a question."""
    match answer.reason:
        case "filtered_out":
            return words.filtered_out
        case "empty":
            return words.empty_index
        case "words_absent":
            return words.words_absent.format(missing=", ".join(answer.missing))
    return {"answered": words.answers, "related": words.related, "not_found": words.not_found}[answer.outcome]


def language_words(code: str, words: Words) -> str:
    """A language's name, or its code where it has none here."""
    return words.language_names.get(code, code)


def place_words(citation: Citation, words: Words) -> str:
    """Where a quote stands in its document."""
    characters = words.characters.format(start=citation.start, end=citation.end)
    return f"{words.page.format(page=citation.page)}, {characters}" if citation.page is not None else characters


def heading_words(citation: Citation) -> str | None:
    """The title that a document gives itself and the headings that a quote stands under, the same words only once."""
    title, heading = citation.title, citation.heading
    parts = (heading,) if title and heading and heading.startswith(title) else (title, heading)
    return " › ".join(part for part in parts if part) or None


def copies_words(citation: Citation, words: Words) -> str | None:
    """The other files that hold the same; None where there are none."""
    return words.also_in.format(names=", ".join(citation.copies)) if citation.copies else None


def confidence_words(score: float, words: Words) -> str:
    """A score as words."""
    return words.sure if score >= 0.8 else words.likely


def standing_words(citation: Citation, words: Words) -> str | None:
    """How a quote stands to the question: that it answers, or says what another does; None where it is only near."""
    if citation.parallel is not None:
        language = language_words(citation.language, words)
        return words.parallel.format(number=citation.parallel, language=language)
    return confidence_words(citation.score, words) if citation.answers else None


def fault_words(error: QuestionError, words: Words) -> str:
    """Why a question cannot be asked."""
    return {"empty": words.empty, "too_long": words.too_long, "no_words": words.no_words}[error.fault]
