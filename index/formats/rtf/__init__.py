"""Read Rich Text Format as a reader of the document sees it.

The modules, from the ground up:

    tokens          the tokens of a file
    code_pages      the encodings of a document and of its fonts
    equations       the equations of Word
    tables          the rows and cells of a table
    story           the blocks of a body, a note, a header, a box
    state           what applies in a group
    properties      the words that say how text looks
    destinations    the groups that are not the text of a paragraph
    reader          a document, token by token
    document        a file: its blocks in order, and its metadata
"""
