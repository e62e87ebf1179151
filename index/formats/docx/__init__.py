"""Read Word documents and templates as Word shows them.

`package` finds the parts of a file, `sections` and `blocks` walk through their elements, and
`paragraphs` reads the text between; the other modules have one subject of WordprocessingML each
(ECMA-376, part 1). `document` reads a file with all of these.
"""
