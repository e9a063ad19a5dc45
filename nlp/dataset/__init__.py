"""Many reports as tables: written once, asked in pandas or SQL, handed on to other tools."""

from nlp.dataset.dictionary import record_schema, schema
from nlp.dataset.exports import export
from nlp.dataset.failing import failed
from nlp.dataset.open import Dataset, open_dataset

__all__ = ["Dataset", "export", "failed", "open_dataset", "record_schema", "schema"]
