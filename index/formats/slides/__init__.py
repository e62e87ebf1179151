"""Read presentations: PPTX and ODP.

Each format reads its slides; `slide_writer` makes text of all.
"""
