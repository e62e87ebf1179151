"""Read e-books: a package of web pages, its chapters."""
