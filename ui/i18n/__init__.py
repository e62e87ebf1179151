"""Everything that is said to people, in Italian and English."""
