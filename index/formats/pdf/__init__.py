"""Read PDF files, and pictures of pages, which are read as scans.

The text of a PDF goes through these steps, each of them a module with one public function:

    pages            the lines of text on each page that are visible, with their place (PDFium), and
                     the rows of its ruled tables
    scans            the lines of pages that are pictures (Tesseract)
    garbled_text     remove text in fonts that do not say which letters they show
    line_numbers     remove the numbers of lines in the margin
    running_heads    remove running heads, running feet, page numbers and watermarks
    reading_order    split each page into regions in reading order, and join the cells of rows
    notes            mark the notes at the foot of pages
    headings         mark the lines that are headings, by the outline or by their font
    paragraphs       join lines to paragraphs, also across columns and pages

`document` calls them in order, and builds the text of the paragraphs; `pictures` makes a PDF of a
picture first. For a page that is shown, `render` draws it and locates texts on it.
"""
