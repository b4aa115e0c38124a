"""工作简报: the page of the year, written from the records: a sentence that they do not support is
not written."""
