"""Read what the lines of a document are: sentences, items of lists, rows of tables, headings."""
