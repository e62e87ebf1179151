"""Define the English messages of `fonti doctor`: what works, what is missing, and what mends it."""

ENGLISH_INSTALLATION_MESSAGES: dict[str, str] = {
    "installed_version": "Fonti {version} with Python {python}",
    "model_ready": "{name}, in the folder {folder}",
    "folder_ready": "{folder}, {free_mb:,} MB free",
    "folder_not_usable": (
        "{folder} cannot be written ({reason}); give it to this user, or name another: {variable}"
    ),
    "index_ready": "{folder}, {count:document|documents}",
    "ocr_ready": "Tesseract, with {languages}",
    "tesseract_not_installed": "scans are not read: no Tesseract; run: {command}",
    "ocr_languages_missing": "scans are read without {languages}; run: {command}",
    "office_ready": "LibreOffice is installed",
    "office_not_installed": "no LibreOffice: .doc, .xls and .ppt are not read; run: {command}",
    "extra_ready": "{packages} is installed",
    "extra_not_installed": "without {packages}; if you need it, run: {command}",
}
