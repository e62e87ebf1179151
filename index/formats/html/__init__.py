"""Read web pages: what a browser shows of them, without what only leads around a site.

The modules, from the ground up:

    controls      the values of the controls of forms
    lists         the marks of list items
    table         the rows and cells of a table
    tree          parse a page, and write its elements as text
    embedded      expand what is drawn in a page: shadow roots, inner pages, quotation marks
    styles        the style sheets of a page
    visibility    remove what a browser does not show
    navigation    remove menus, and the head and the foot of a site
    document      read a file with all of these
"""
