"""Reference pages that are written from the tables, catalogues and rules themselves."""
