"""Read spreadsheets and tables of values: XLSX, ODS, CSV, TSV.

Each format reads its cells, as they are shown; `sheet_writer` makes text of all.
"""
