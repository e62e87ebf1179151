"""Write as plain text what is shown otherwise: superscripts, symbols, list numbers, formulas."""
