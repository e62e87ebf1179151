"""Do what documents of word processors (DOCX, ODT, RTF) need in the same way."""
