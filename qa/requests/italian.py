"""Define how Italian requests are worded (see `Phrasings`)."""

from fonti.qa.requests.phrasings import Phrasings

# Words and groups of words that phrases share, by the names that stand for them in braces.
_FRAGMENTS = {
    "can": "(mi |ci )?(puoi|potresti)|mi|(io )?(vorrei|voglio)( che( tu)?( mi)?)?|ho bisogno di",
    "file": "documento|file|testo|articolo|pdf",
    "files": "documenti|files?|testi|articoli|pdf",
    "library": "archivio|indice|libreria|biblioteca|memoria",
    "what": "(di )?(che cosa|cosa|che)",
    "summarize": "(riassum|sintetizz|riepilog)(i|a|imi|ami|ere|are|er|ar|ermi|armi)",
    "make": (
        "({can} )?(fai|fammi|farmi|fare|dai|dammi|darmi|dare|crea|scrivi|scrivimi|prepara)|mi "
        "serve|voglio|vorrei"
    ),
    "summary": "riassunto|sintesi|panoramica|sommario|riepilogo|sunto|quadro generale",
    "show": (
        "({can} )?((trova|cerca|mostra|elenca|indica|evidenzia|individua)(mi|re|rmi)?|fammi "
        "vedere|vedere|dammi|dimmi)|voglio|vorrei"
    ),
    "all": "tutt[ei] (le|i|gli)|tutt[ei]|ogni|ciascuna?|qualsiasi|le|i|gli",
    "show_all": "{show} {all}|tutt[ei] (le|i|gli)|ogni",
    "mention": "(menzion|occorrenz|citazion|riferiment|accenn|ricorrenz)[aeio]",
    "part": (
        "passagg[io]|pass[io]|punt[oi]|fras[ei]|part[ei]|bran[oi]|volt[ae]|paragraf[oi]|pagin[ae]"
    ),
    "parts": "passaggi|passi|punti|frasi|parti|brani|paragrafi|pagine",
    "of": "di|del|dello|della|dell|dei|degli|delle",
    "to": "{of}|a|al|allo|alla|all|ai|agli|alle",
    "on": "su|sul|sullo|sulla|sull|sui|sugli|sulle",
    "mentioned": "(citat|menzionat)[oaie]",
    "speak": "parlano {of}|nominano|menzionano|citano",
    "speaks": (
        "(si )?parl(a|ano) {of}|si (nomina|menziona|cita)(no)?|{speak}|(e|sono|viene|vengono) "
        "{mentioned}"
    ),
    "word": "l[ae] parol[ae]|l espressione|la stringa",
    "appears": "compare|compaiono|appare|appaiono|ricorre|ricorrono",
    "a_section": "(l[ao] |il )?(sezione|paragrafo|capitolo)",
    "where": "dove|in (quali|che) ({files}|{parts})|in quale {file}",
    "in_documents": "( (nel|nell|in questo|in quest) {file}| (nei|negli|in questi) {files})?",
    "ability": "sai|puoi|riesci a|sapresti|potresti|sei (in grado|capace) di",
    "written_work": (
        "lettera|mail|email|e mail|messaggio|risposta|poesia|storia|racconto|tema|saggio|articolo"
        "|post|discorso|relazione|testo|canzone|codice|tabella|grafico|disegno|immagine"
        "|traduzione|slide|presentazione|mappa|confronto|quiz|schema|calcolo"
    ),
    "system": "programma|sistema|sito|strumento|assistente|chat|pagina|applicazione|app",
    "machine": (
        "intelligenza artificiale|ia|ai|robot|bot|chatbot|persona|umano|umana|essere umano"
        "|programma|macchina|computer|assistente|modello linguistico|motore di ricerca"
    ),
    "greeting": (
        "ciao|salve|buon ?giorno|buona ?sera|buon pomeriggio|buona ?notte|buona giornata|ehi"
        "|ehila|hey|arrivederci|a presto|a dopo|a domani|ben ?trovato|piacere( di conoscerti)?"
        "|come (stai|va)( oggi)?|tutto bene|hola|buondi|(cordiali )?saluti|(buon|buona|buone) "
        "(lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica|weekend|settimana|vacanze"
        "|anno)|ci (vediamo|sentiamo)"
    ),
    "after_greeting": (
        "a (tutt[ei]|te|voi|tutt[ei] voi)|tutt[ei]|fonti|di nuovo|bell[oa]|car[oa]|amic[oa]|(sono"
        r"|mi chiamo) \w+"
    ),
    "thanks": (
        "grazie( mille| tante| infinite| di cuore| ancora| davvero| lo stesso)?|mille grazie"
        "|molte grazie|ti ringrazio|ok|okay|va ben(e|issimo)( cosi)?|(molto )?bene|benissimo"
        "|perfett[oa]|ottim[oa]|(ottim|buon|bell)[oa] (lavoro|risposta)|ben fatto"
        "|brav(issim)?[oa]|(ho )?capito|tutto (ok|chiaro|bene)|d accordo|cert[oa](mente)?|si|no"
        "|esatto|giusto|basta( cosi)?|niente|(niente|nient|non serve) altro|fantastico|eccellente"
        "|super|wow|prego|ricevuto|ah|oh|m+|((sei|e) (stat[oa] )?)?((molto|davvero) )?(gentil"
        "|util|chiar|bell|interessant|grand)(e|o|a|issim[oa])"
    ),
    "after_thanks": (
        "cosi|molto|tanto|davvero|((per (l |la |le |il )?|dell |della |delle )(aiuto|rispost[ae]"
        "|informazion[ei]|tutto)|fonti)"
    ),
}

# What asks about the assistant itself: "Che cosa sai fare?"
_ABOUT = (
    "(tu )?(chi|cosa|che cosa) sei( tu)?|(con )?chi sto parlando",
    "che (tipo|genere) di {machine} sei",
    "come ti chiami|chi e fonti|presentati|parlami di te",
    "(qual e|quali sono) (il tuo|la tua|i tuoi|le tue) (nome|compito|scopo|ruolo|obiettivo"
    "|funzion[ei]|capacita|abilita|limiti)",
    "(che cosa|cosa|che) {ability} fare( tu)?( per (me|noi))?",
    "(che cosa|cosa|che) fai( tu)?( per (me|noi))?",
    "(ho bisogno di )?aiuto|aiutami",
    "non so (che cosa|cosa|come) (chiedere|chiederti|fare|domandare)",
    "(mi |ci )?(puoi|potresti) aiutar(mi|ci|e)|in (che )?cosa puoi aiutarmi|aiutar(mi|ci)",
    "come (funzioni|lavori|ti uso|ti si usa|(posso|devo|si puo) usar(ti|e fonti))",
    "come (funziona|si usa|uso) (fonti|quest[oa]( {system})?)",
    "a (che cosa|cosa|che) servi",
    "(che )?cos e (fonti|quest[oa] {system})|(che )?cosa fa (fonti|quest[oa] {system})",
    "(che|quali) (domande|cose) (ti )?(posso|si possono) (far|chieder)(ti|e)",
    "(che )?cosa (ti )?(posso|si puo) (domandar|chieder)(ti|e)",
    "(che )?cosa (posso|si puo) fare (qui|con (te|fonti))",
    "come faccio a (usarti|chiederti|farti una domanda)|(che )?cosa (puoi|sai) dirmi",
    "non capisco come (funzioni|funziona {system}|funziona quest[oa]( {system})?)",
    "come (posso|devo|si puo) (far|chieder|porr?e?)(ti|e)( (una|delle) domand[ae]| qualcosa)?",
    "(ma )?sei ((un|una|uno) )?(ver[oa] )?{machine}( ver[oa]| virtuale)?",
    "(ma )?sei (chat ?gpt|gpt|siri|alexa|claude|gemini|copilot|reale|ver[oa])",
    "chi ti ha (creato|fatto|programmato|inventato)",
)

# What asks which documents there are: "Quali documenti hai?"
_DOCUMENTS = (
    "(quali|che|quanti) (documenti|files?|fonti|testi) (hai|conosci|possiedi|leggi|usi|consulti"
    "|vedi)( letto| indicizzato| a disposizione| in {library}| nell {library})?",
    "(quali|che) (documenti|files?|fonti|testi) (posso|si possono) (consultare|leggere|cercare"
    "|interrogare|usare)",
    "hai (dei|qualche|altri) (documenti|documento|files?)|di (quali|che) documenti disponi",
    "(elenco|lista)( dei)? (documenti|files?)|(documenti|files?) (disponibili|presenti|caricati)",
    "(quali|che|quanti) (documenti|files?|fonti) (ci sono|sono (presenti|disponibili|caricati"
    "|indicizzati))( qui| in {library}| nell {library})?",
    "(su|in|con|tra) (quali|che) (documenti|files?|fonti) (ti basi|cerchi|lavori|rispondi|leggi)",
    "(({show}|fai|fammi) )?((l |un )?elenco|(la |una )?lista) (dei|di tutti i) (tuoi |miei )?"
    "(documenti|files?)( disponibili| presenti| caricati| che hai)?",
    "{show} (tutti )?i (tuoi |miei )?(documenti|files?)( disponibili| presenti| caricati| che "
    "hai)?",
    "quali sono (le tue fonti|i tuoi documenti|i documenti (disponibili|presenti|che hai))",
    "(che )?cosa (hai letto|hai in {library}|c e (in|nell) {library})",
    "{show} (le tue fonti|(che|quali) documenti hai)",
)

# What asks for the main points of documents: "Di che cosa parla?"
_OVERVIEW = (
    # Before those of documents, one of which may be called "La sezione".
    "{what} (parla|tratta|dice|c e scritto in|c e (in|nel|nella)) {a_section} {section}",
    "({can} )?{summarize} {a_section} {section}",
    "(in (breve|sintesi|poche parole) )?{what} (parla|parlano|tratta|trattano|dice|dicono"
    "|contiene|contengono|racconta(no)?)( in (breve|sintesi|generale))? {document}( in (breve"
    "|sintesi|generale))?",
    "{what} (si (parla|tratta|dice)|c e scritto|e scritto) {in_document}",
    "{what} (parla|tratta|si parla|si tratta)",
    "({can} )?{summarize}(l[oaie])?",
    "({can} )?{summarize} (in breve |brevemente )?{document}",
    "({can} )?{summarize} {name}",
    "(({make}) )?(un |una |il |la )?(breve |rapid[oa] )?{summary}( generale)?( {of_document})?",
    "(({make}) )?(un |una |il |la )?(breve |rapid[oa] )?{summary}( generale)? {of} {name}",
    "((quali sono|dimmi|dammi|fammi|elenca|elencami) )?i (punti|concetti|temi|contenuti"
    "|argomenti) (principali|chiave|salienti|essenziali|fondamentali|piu importanti)( "
    "{of_document})?",
    "((qual e )?(il |l )?)(contenuto|argomento|tema|succo|oggetto|messaggio|idea)( principale| "
    "generale| centrale)? {of_document}",
    # After those without a name, which say "it" or "the documents".
    "{what} (parla|parlano|tratta|trattano) {name}",
)

# What asks for every sentence that mentions something: "Trova tutte le menzioni di Roma"
_MENTIONS = (
    "{show_all} {mention} {to} {subject}{in_documents}",
    "{show_all} ({part}|{files}) (in cui|dove|nei quali|nelle quali|che) {speaks} "
    "{subject}{in_documents}",
    "{show_all} ({part}|{files}) (in cui|dove|nei quali|nelle quali|che) (contengono "
    "|contiene |{appears} )({word} )?{subject}{in_documents}",
    "{show_all} ({part}|{files}) ({on}|con( {word})?) {subject}{in_documents}",
    "(ci sono|c e|esistono)( qualche| un| una| dei| delle)? {mention} {to} {subject}{in_documents}",
    "(trova|cerca)(mi|re)? {one_word} (nei|in tutti i|in questi|nel) ({files}|{file})",
    "({show} )?{where} {speaks} {subject}{in_documents}",
    "({show} )?({where}|quante volte) {appears} {word} {subject}{in_documents}",
    "(quali|che) (documenti|files?|testi|articoli|fonti) {speak} {subject}",
    "quante volte (e|sono|viene|vengono|e stat[oa]|sono stat[ei]) {mentioned} "
    "{subject}{in_documents}",
    "quante volte si (cita|menziona)(no)? {subject}{in_documents}",
    "(trova|cerca)(mi|re)? {word} {subject}{in_documents}",
)

# What quotations cannot do, such as writing, translating, calculating: "Scrivi una poesia"
_UNSUPPORTED = (
    # A free end only after an imperative: "Puoi tradurre i titoli?" may be asked of the documents.
    "(traduci|traducimi|riscrivi|riscrivimi|riformula|parafrasa|semplifica|abbrevia)( .+)?",
    "(confronta|paragona|compara|calcola|calcolami|estrai|prevedi|indovina)( .+)?",
    "({can} )?(tradur|riscriver|riformular|parafrasar|semplificar|corregger|confrontar)(l[oaie]"
    "|mel[oaie]|(e|mi) {document})( in .+)?",
    "{can} (traduci|riscrivi|riformuli|correggi|confronti) {document}( in .+)?",
    "(traduci|riscrivi|riformula|semplifica|correggi|spiega)(me)?l[oaie]( .+)?",
    "correggi(mi)? {document}|(la |una )?traduzione( {of_document})? in (italiano|inglese)",
    "({can} )?(scriv|compon|redig|invent|disegn|gener|cre|prepar|fa|mand|invi)(i|a|imi|ami|mmi"
    r"|ere|are|ermi|rmi|re) (un|una|uno|il|la|qualche|delle|dei)( \w+)? {written_work}( .+)?",
    "({can} )?(raccont|dimm|dir|raccontar)(a|ami|i|mi) una (barzelletta|storia|favola|battuta)( "
    ".+)?",
    "(spieg|dimm|ripet)(i|a|ami|al[oaie]|amel[oaie]|mel[oaie]|el[oaie])( .+)? con (parole (tue"
    "|semplici|diverse)|altre parole)",
    "{show}( (l |un )?elenco| (la |una )?lista)? ((di )?tutt[ei] |d)?(i|le|gli|ei|elle|egli) "
    r"\w+( \w+)? (citat|menzionat|nominat)[ie]{in_documents}",
    "(tu )?(che cosa|cosa|che) ne (pensi|dici)( .+)?|(che )?cosa pensi( .+)?",
    "secondo te( .+)?|(qual e|dimmi|dammi) (la tua|il tuo|un tuo) (opinione|parere|giudizio"
    "|punto di vista|consiglio|preferit[oa])( .+)?",
    "(tu )?sei d accordo( .+)?|(che )?cosa (mi consigli|faresti( al (mio|suo) posto)?)",
    "che tempo (fa|fara)( oggi| domani| fuori| qui| adesso)?|che (ore sono|giorno e oggi)",
    "(che differenz[ae] c e|qual e la differenza|quali sono le differenze) tra (i |gli |questi "
    ")?(due |tre )?{files}",
    r"quanto fa \d[\d ]*((per|piu|meno|diviso|x) [\d ]+)+",
)

# What asks about the assistant only if nothing was asked before.
_ABOUT_AT_START = (
    "come (funziona|si usa)( quest[oa])?",
    "(che )?cos e( quest[oa])?|a (che )?cosa serve",
)

ITALIAN = Phrasings(
    language="it",
    prefixes=(
        "per (favore|piacere|cortesia)|scusa|scusami|senti|allora|ok|bene|perfetto|grazie|ciao"
        "|salve|buongiorno|buonasera|ora|adesso|poi|e|dimmi|spiegami|mi (dici|spieghi)"
    ),
    suffixes="per (favore|piacere|cortesia)|grazie|grazie mille",
    fragments=_FRAGMENTS,
    document_fragments={
        "unnamed": {
            "document": "(il|lo|l|questo|quest|quel|quell)( mio| tuo)? {file}|questo",
            "of_document": "d(el|ello|ell|i questo|i quest|i quel|i quell)( mio| tuo)? {file}",
            "in_document": "(nel|nell|in questo|in quest|in quel|in quell) {file}",
        },
        "all": {
            "document": (
                "(i|gli|tutti i|tutti gli|questi|ogni)( miei| tuoi)? ({files}|{file})|tutto"
            ),
            "of_document": (
                "d(ei|egli|i tutti i|i tutti gli|i questi)( miei| tuoi)? {files}|di tutto"
            ),
            "in_document": "(nei|negli|in questi|in tutti i|in tutti gli)( miei| tuoi)? {files}",
        },
    },
    phrases={
        "greeting": ("{greeting}( {greeting}| {after_greeting}| e)*",),
        "thanks": ("{thanks}( {thanks}| {after_thanks})*",),
        "about": _ABOUT,
        "documents": _DOCUMENTS,
        "overview": _OVERVIEW,
        "mentions": _MENTIONS,
        "unsupported": _UNSUPPORTED,
        "incomplete": (
            "e|ed|ma|o|quindi|allora|dunque|cioe|beh|boh|mah|eh",
            "(e|ed|ma) (lui|lei|loro|questo|questa|quello|quella|cio)",
        ),
    },
    phrases_at_start={"about": _ABOUT_AT_START},
)
