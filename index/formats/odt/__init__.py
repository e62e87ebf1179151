"""Read OpenDocument texts (`.odt`, `.ott`, and `.fodt`, which is one XML file).

The modules, from the ground up:

    elements         names and attributes of elements
    package          the parts of a file
    styles           how text is shown: raised, struck through, hidden
    numbering        the numbers of lists and headings
    controls         the values of the controls of forms
    drawings         text boxes, formulas, pictures, embedded objects
    paragraphs       the text of a paragraph
    tables           the rows and cells of a table
    story            the blocks of a body, a note, a header
    running_heads    the headers and footers of the pages
    document         a file: its blocks in order, and its metadata
"""
