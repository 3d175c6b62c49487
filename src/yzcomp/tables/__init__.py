"""Tables as bureaus have them: CSV and Excel in, row by row, with the place of every cell."""
