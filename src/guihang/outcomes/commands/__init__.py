"""The commands of ``guihang outcomes`` that count any table: one file for each."""
