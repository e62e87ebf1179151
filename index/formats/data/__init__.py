"""Read JSON and XML whose values are prose.

Each format reads its fields; `data_writer` makes text of all, and refuses data that are not prose,
but for electronic invoices.
"""
