"""Define what the interface says in Italian, except the messages of errors.

Those are in `italian_messages.py`.
"""

from fonti.ui.i18n.help_texts import ITALIAN_HELP
from fonti.ui.i18n.italian_messages import ITALIAN_MESSAGES
from fonti.ui.i18n.words import Words

ITALIAN = Words(
    # The page and its parts.
    language="it",
    tagline="Domande ai tuoi documenti, risposte fatte solo di citazioni.",
    other_language_name="English",
    log_in="Entra",
    log_out="Esci",
    new_conversation="Nuova conversazione",
    conversation_label="La conversazione",
    passages_tab="Passaggi",
    document_tab="Documento",
    documents_tab="Documenti",
    side_panel="Fonti e documenti",
    close_button="Chiudi",
    theme_label="Colori",
    theme_names={
        "system": "Colori: del sistema",
        "light": "Colori: chiari",
        "dark": "Colori: scuri",
    },
    help=ITALIAN_HELP,
    connection_lost="Il server non risponde. Riprovo…",
    # The menu of the collections of a server.
    collection_label="Raccolta",
    # The list of stored conversations.
    conversations="Conversazioni",
    search_conversations="Cerca tra le conversazioni",
    conversation_count="conversazioni: {count}",
    no_conversations="Nessuna conversazione.",
    conversations_on_server=(
        "Si salvano solo le domande, sul server e solo per te. Quando apri una conversazione, "
        "Fonti risponde di nuovo."
    ),
    conversations_in_browser=(
        "Si salvano solo le domande, in questo browser. Quando apri una conversazione, Fonti "
        "risponde di nuovo."
    ),
    conversations_failed="Le conversazioni non si possono leggere o salvare.",
    conversation_title="Titolo",
    rename_button="Rinomina",
    save_button="Salva",
    delete_conversation="Elimina",
    confirm_delete_conversation="«{title}» verrà eliminata per sempre. Continuare?",
    # Asking a question.
    question_label="Domanda",
    question_placeholder="Scrivi una domanda",
    ask_button="Chiedi",
    edit_question="Modifica la domanda",
    searching="Cerco nei documenti…",
    turns_aside="Domande precedenti, mostrate senza risposta: {count}.",
    answer_again="Rispondi di nuovo",
    turns_dropped=(
        "Questa conversazione conserva le ultime {limit} domande. Più vecchie, tolte: {count}."
    ),
    welcome=(
        "Chiedi qualcosa, in italiano o in inglese: la risposta è fatta di frasi dei documenti, "
        "parola per parola, e dice dove stanno."
    ),
    # The first screen: what the chat knows, and questions to begin with.
    overview_size="{documents} in {languages}",
    overview_synced="Ultimo aggiornamento: {time}",
    overview_more="e ancora {count}",
    overview_not_read="file non letti: {count}",
    overview_empty=(
        "Qui non c'è ancora nessun documento: trascina i tuoi file in questa pagina, o scegli "
        "«Aggiungi documenti». Poi fai una domanda."
    ),
    overview_empty_read_only=(
        "Qui non c'è ancora nessun documento. Questa pagina non può aggiungerne: lo fa chi "
        "gestisce il server."
    ),
    examples_heading="Per esempio:",
    example_questions=(
        "Quale festa ha cancellato il Kazakistan?",
        "Quale rotta commerciale aggira la Russia?",
        "Che cosa è successo alle rimesse dei migranti dell'Asia centrale?",
    ),
    example_question_templates=(
        "Che cosa si dice di «{phrase}»?",
        "Che cosa si sa di «{phrase}»?",
        "In quale contesto si parla di «{phrase}»?",
    ),
    silent_example_heading="E una domanda a cui i documenti non rispondono: la risposta lo dice.",
    silent_example_questions=(
        "Qual è la capitale dell'Australia?",
        "Chi ha dipinto «La ragazza con l'orecchino di perla»?",
        "Quanto dista la Luna dalla Terra?",
    ),
    # Filters: which documents are searched.
    filters_heading="Dove cercare",
    filter_languages_label="Lingua dei documenti",
    filter_sources_label="Solo in questi documenti",
    searched_only_in="Cercato solo in: {names}",
    search_all_documents="Cerca in tutti i documenti",
    only_in_language="solo in {name}",
    also_in_language="anche in {name}",
    only_in_document="solo {name}",
    also_in_document="anche {name}",
    only_in_documents="solo in {count} documenti",
    pin_limit="Mantieni per tutte le domande",
    remove_limit="Rimuovi",
    keep_limits="Continua a cercare solo qui",
    search_only_language="Cerca solo nelle fonti in {language}",
    next_headings="Altri argomenti in «{name}»:",
    section_question="Che cosa dice la sezione «{heading}»?",
    scope_all="nei documenti",
    scope_languages="nei documenti in {languages}",
    scope_document="in «{name}»",
    scope_documents="nei {count} documenti scelti",
    scope_with_languages="{scope} (solo in {languages})",
    scope_elsewhere="altrove",
    # The outcome of a question.
    outcome_answered="{scope} si legge:",
    outcome_probable="{scope} probabilmente c'è la risposta; da verificare:",
    outcome_partly_answered="{scope} non c'è risposta a {questions}; al resto sì:",
    outcome_partly_probable=(
        "{scope} non c'è risposta a {questions}; al resto probabilmente sì, da verificare:"
    ),
    outcome_related=(
        "{scope} si parla dell'argomento, ma nessun passaggio sembra rispondere. I più vicini:"
    ),
    outcome_not_found="non è {scope}: nessun passaggio si avvicina abbastanza alla domanda.",
    outcome_words_absent=(
        "{scope} si tocca l'argomento, ma niente lì vicino parla di: {missing}. I passaggi più "
        "vicini:"
    ),
    outcome_subject_absent=(
        "{scope} si tocca l'argomento, ma né il passaggio più vicino né il suo titolo hanno: "
        "{missing}. I passaggi più vicini:"
    ),
    outcome_place_absent="{scope} non c'è «{place}».",
    outcome_place_absent_nearest="{scope} non c'è «{place}». I passaggi più vicini:",
    outcome_place_mentioned="{scope} non c'è «{place}», ma se ne parla:",
    outcome_filtered_out="Nessun passaggio rientra nei filtri scelti.",
    outcome_empty_index=(
        "Non c'è niente da citare: l'indice non contiene passaggi. Aggiungi documenti e "
        "indicizzali."
    ),
    read_after="Letta dopo: {topic}",
    # Citations: how they relate to the question, and where their quotes stand.
    grade_answers="risponde",
    grade_probably_answers="probabilmente risponde",
    grade_near="vicino",
    confidence_percent="fiducia: {score:.0%}",
    same_as_citation="lo stesso di [{number}], in {language}",
    nearby_not_answering="Passaggi vicini, che non rispondono",
    also_nearby="Altri passaggi vicini:",
    character_range="caratteri {start}–{end}",
    page_number="pagina {page}",
    also_in="anche in {names}",
    source_language="fonte in {language}",
    cross_language="domanda in {asked} → fonte in {language}",
    language_names={"it": "italiano", "en": "inglese"},
    quotation_marks=("«", "»"),
    passages_hint="Qui compaiono i passaggi da cui vengono le citazioni.",
    # Documents that were not read whole, or not surely right.
    partly_read="documento letto in parte, o con incertezze ({count})",
    more_warnings="…e ancora {count}",
    partly_read_documents="letti in parte, o con incertezze: {count}",
    # What can be done with an answer or a citation.
    copy_answer="Copia con i riferimenti",
    copy_quote="Copia la citazione",
    copy_link="Copia il link",
    offline="Il server non risponde. Nulla è perduto: riprova quando torna la connessione.",
    slow="La connessione è lenta: la domanda è in viaggio…",
    copied="Copiato",
    copy_by_hand="Il browser non permette di copiare. Il testo è selezionato: copialo da qui.",
    reference_style="Riferimenti",
    reference_styles={
        "plain": "nel testo",
        "footnote": "in nota",
        "chicago": "Chicago (autore-data)",
        "bibtex": "BibTeX",
        "csl-json": "CSL-JSON",
    },
    no_date="s.d.",
    open_in_document="Apri nel documento",
    export_markdown="Esporta in Markdown",
    export_word="Esporta in Word",
    export_json="Esporta in JSON",
    export_bibtex="Esporta i riferimenti in BibTeX",
    export_csl="Esporta i riferimenti in CSL-JSON",
    export_file_name="conversazione-fonti",
    # Feedback on an answer.
    feedback_useful="Utile",
    feedback_not_useful="Non utile",
    feedback_thanks="Grazie: annotato su questo computer.",
    feedback_question="Che cosa non va?",
    feedback_verdicts={
        "wrong": "Il passaggio non risponde",
        "missed": "La risposta c'è, ma non è stata trovata",
        "partial": "Risponde solo in parte",
        "absent": "I documenti non rispondono: doveva tacere",
        "other": "Altro",
    },
    feedback_comment="Vuoi aggiungere qualcosa?",
    feedback_send="Invia",
    # What is replied to requests that are no questions.
    replies={
        "greeting": "Ciao! Chiedi qualcosa sui tuoi documenti.",
        "thanks": "Prego. Chiedi pure altro sui documenti, quando vuoi.",
        "about": (
            "Sono Fonti: rispondo con citazioni dei tuoi documenti, parola per parola, e con "
            "nient'altro. Posso:"
        ),
        "unsupported": (
            "Con le sole citazioni non si può: non traduco, non confronto, non calcolo e non "
            "scrivo niente di mio. Posso:"
        ),
        "incomplete": "Così dice troppo poco: scrivi che cosa vuoi sapere, e di che cosa.",
    },
    abilities=(
        "rispondere a una domanda, in italiano o in inglese, con le frasi che rispondono",
        "elencare i documenti: «Quali documenti hai?»",
        "mostrare di che cosa parla un documento, con le sue frasi più centrali: «Riassumi il "
        "documento»",
        "trovare tutte le menzioni di una parola o di un nome: «Trova tutte le menzioni di …»",
    ),
    request_examples=("Quali documenti hai?", "Di che cosa parlano i documenti?"),
    reply_documents="Documenti: {count}",
    reply_overview_of_one="Le frasi più centrali di «{name}», parola per parola:",
    reply_overview_of_several=(
        "Le frasi più centrali di {count} documenti su {total}, parola per parola:"
    ),
    reply_overview_of_section="Da «{heading}», in «{name}», parola per parola:",
    reply_nothing_to_quote="Non c'è niente da citare.",
    reply_mentions="Frasi con «{subject}»: {count}. Documenti: {documents}.",
    reply_no_mentions="Nessuna frase dei documenti contiene «{subject}».",
    mention_count="frasi: {count}",
    more_citations="Queste sono le prime {count}. Esporta la conversazione per averne di più.",
    # Verification of saved answers.
    quote_stands="sta dov'è citata",
    quote_moved="spostata: ora sta ai {place}",
    quote_gone="non c'è più",
    nothing_to_verify="La risposta salvata non contiene citazioni.",
    # The viewer of a document.
    viewer_hint=(
        "Scegli il numero di una citazione, o un documento dell'elenco: si apre qui, nel punto "
        "citato."
    ),
    viewer_loading="Apro il documento…",
    page_loading="Disegno la pagina…",
    outline_heading="Indice del documento ({count})",
    view_as_text="Testo",
    view_as_pages="Pagine",
    page_of_document="pagina {page} di {name}",
    show_previous_pages="Mostra le pagine prima",
    show_next_pages="Mostra le pagine dopo",
    show_more_before="Mostra più testo prima",
    show_more_after="Mostra più testo dopo",
    ask_only_here="Chiedi solo qui",
    ask_button_short="Chiedi",
    download_original="Scarica l'originale",
    previous_citation="Citazione precedente",
    next_citation="Citazione successiva",
    search_in_document="Cerca in questo documento",
    match_position="{place} di {count}",
    no_matches="Non c'è",
    previous_match="Precedente",
    next_match="Successiva",
    # Notes of the viewer on what has changed since a citation was made.
    note_quote_moved="Il documento è cambiato: la citazione ora sta in un altro punto, questo.",
    note_document_changed=(
        "Il documento è cambiato da quando è stato citato; la citazione c'è ancora."
    ),
    note_document_gone="Il documento non è più nell'indice. La citazione era questa:",
    note_quote_gone=(
        "Il documento è cambiato: la citazione non c'è più, o non si sa dove sia. Niente è "
        "evidenziato."
    ),
    note_document_missing="Non c'è un documento con questo nome nell'indice.",
    note_place_missing=(
        "Il link indica un punto che nel documento di adesso non c'è: niente è evidenziato."
    ),
    note_page_unavailable=(
        "Il file non è più quello indicizzato, o non si può disegnare: resta il testo."
    ),
    # The list of documents.
    index_size="documenti: {documents}, passaggi: {passages}",
    counts={
        "documents": ("{count} documento", "{count} documenti"),
        "pages": ("{count} pagina", "{count} pagine"),
        "passages": ("{count} passaggio", "{count} passaggi"),
    },
    search_in_document_label="Cerca in {name}",
    tick_all_documents="Spunta tutti quelli elencati",
    untick_all_documents="Togli tutte le spunte",
    searching_all_documents="Si cerca in tutti i documenti: spuntane alcuni per cercare solo lì.",
    searching_ticked_documents="Si cerca solo nei documenti spuntati: {count}.",
    no_documents="Nessun documento.",
    more_documents="…e ancora {count}: cerca per nome per vederli.",
    search_documents="Cerca tra i documenti",
    skipped_heading="Non letti ({count})",
    excluded_heading="Rimossi ({count})",
    remove_button="Rimuovi",
    restore_button="Rimetti",
    delete_button="Elimina il file",
    confirm_delete="«{name}» verrà eliminato per sempre. Continuare?",
    # Uploads.
    add_documents="Aggiungi documenti",
    drop_files_hint="o trascinali in un punto qualsiasi della pagina",
    drop_files_here="Lascia qui i file per aggiungerli ai documenti",
    formats_heading="Quali formati",
    paste_text="Incolla un testo",
    paste_title_label="Titolo",
    paste_text_label="Testo",
    paste_add="Aggiungi",
    cancel_button="Annulla",
    pasted_text_name="testo incollato",
    uploaded="caricato, in attesa di essere indicizzato",
    upload_indexed="indicizzato",
    uploaded_as="caricato come {name}, in attesa di essere indicizzato",
    upload_queued="in attesa di essere inviato",
    upload_unreadable="il browser non riesce a leggerlo; se c'è ancora, aggiungilo di nuovo",
    upload_empty_folder="la cartella è vuota",
    uploads_label="File scelti ora",
    uploads_total="File scelti: {count}",
    uploads_done="indicizzati: {count}",
    uploads_failed="non letti: {count}",
    uploads_waiting="in corso: {count}",
    # Tasks that change the index, and what came of them.
    task_names={
        "sync": "Aggiorno l'indice",
        "rebuild": "Ricostruisco l'indice; intanto risponde quello di prima",
        "remove": "Rimuovo dall'indice",
        "restore": "Rimetto nell'indice",
        "delete": "Elimino il file",
    },
    stage_names={
        "waiting": "un altro programma sta scrivendo",
        "unpacking": "estraggo il modello, una volta sola",
        "compiling": "compilo il modello, una volta sola: circa un minuto; passo",
        "reading": "leggo i documenti",
        "recognizing": "riconosco il testo delle pagine scansionate",
        "encoding": "preparo i passaggi",
        "publishing": "pubblico l'indice",
        "asking": "faccio le domande",
    },
    tasks_waiting="operazioni in attesa: {count}",
    task_results={
        "remove": "Rimosso dall'indice: {names}. Si può rimettere qui sotto.",
        "delete": "File eliminato: {names}",
    },
    change_counts={
        "added": ("{count} documento aggiunto", "{count} documenti aggiunti"),
        "changed": ("{count} aggiornato", "{count} aggiornati"),
        "renamed": ("{count} rinominato", "{count} rinominati"),
        "removed": ("{count} tolto", "{count} tolti"),
    },
    index_up_to_date="L'indice è aggiornato.",
    stopping="Mi fermo appena finito quello che è in corso…",
    sync_stopped=(
        "Interrotto: quello che è già indicizzato resta, il resto riprende con «Aggiorna»."
    ),
    stop_button="Interrompi",
    update_button="Aggiorna",
    rebuild_button="Ricostruisci",
    # Pages without the chat.
    page_refused="Qui non c'è una pagina da mostrare",
    page_failed="Fonti non può mostrare questa pagina ora",
    back_to_start="Vai alla pagina iniziale",
    starting="Fonti si avvia…",
    starting_hint=(
        "La prima volta prepara il suo modello (circa un minuto, e 700 MB di disco) e legge i "
        "documenti. La chat si aprirà qui da sola."
    ),
    # Login.
    user_name_label="Nome utente",
    password_label="Password",  # noqa: S106
    logged_in_as="Accesso effettuato come {name}.",
    go_to_chat="Vai alle domande",
    login_failed="Nome utente o password non corretti.",
    too_many_attempts="Troppi tentativi. Riprova tra {seconds} s.",
    # Errors.
    messages=ITALIAN_MESSAGES,
    thousands_separator=".",
    index_problem="Qualcosa non va con l'indice o con il modello:",
)
