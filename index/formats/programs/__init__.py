"""Call the programs that a user may install: Tesseract for scans, LibreOffice for old formats."""
