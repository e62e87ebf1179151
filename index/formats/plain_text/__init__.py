"""Read files that are text already: plain text and Markdown."""
