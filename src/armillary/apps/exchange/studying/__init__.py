"""Studies in files: read, analysed, pooled, planned, and their arms drawn."""
