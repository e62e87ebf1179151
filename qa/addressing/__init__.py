"""Answer questions that ask by an address: "art. 5, comma 2", "section 5.1.1", "error E33"."""
