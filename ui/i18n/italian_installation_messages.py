"""Define the Italian messages of `fonti doctor`: what works, what is missing, what mends it."""

ITALIAN_INSTALLATION_MESSAGES: dict[str, str] = {
    "installed_version": "Fonti {version} con Python {python}",
    "model_ready": "{name}, nella cartella {folder}",
    "folder_ready": "{folder}, {free_mb:,} MB liberi",
    "folder_not_usable": (
        "non si può scrivere in {folder} ({reason}); assegnala a questo utente, o indicane "
        "un'altra: {variable}"
    ),
    "index_ready": "{folder}, {count:documento|documenti}",
    "ocr_ready": "Tesseract, con {languages}",
    "tesseract_not_installed": "le scansioni non si leggono: manca Tesseract; esegui: {command}",
    "ocr_languages_missing": "le scansioni si leggono senza {languages}; esegui: {command}",
    "office_ready": "LibreOffice è installato",
    "office_not_installed": (
        "manca LibreOffice: .doc, .xls e .ppt non si leggono; esegui: {command}"
    ),
    "extra_ready": "{packages} è installato",
    "extra_not_installed": "senza {packages}; se ti serve, esegui: {command}",
}
