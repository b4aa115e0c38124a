"""存证: the journal and the log of reads in Merkle batches under a signature (ADR 0014).

Rows are written without any lock; a job seals them a minute later, behind the watermark below
which no transaction can still commit. A witness file outside the database knows every head.

=============  =====================================================================
``leaves``     a row as bytes, in a layout that never changes
``keys``       the signing key and the public keys that are trusted
``witness``    the file outside the database
``sealer``     seals what is new; begins an epoch after a restore
``checks``     recomputes everything and names the first bad batch and row
``receipts``   proof that one row is in the log, checked without the database
=============  =====================================================================
"""
