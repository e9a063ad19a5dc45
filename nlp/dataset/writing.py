"""The tables of a dataset, written from the store in one pass: same content, same bytes.

Rows stand in the order of the files' paths, row groups are cut by size, and nothing of how the run went
(workers, order, interruptions) reaches a table.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.dataset.rows import Row
from nlp.dataset.store import Columns, replace, sync
from nlp.dataset.tables import arrow_schema, tables

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "dataset.json"
LAYOUT = 1
BATCH_ROWS = 1024
BATCH_REPORTS = 64  # a row of `reports` holds a whole text
GROUP_ROWS = 65536
GROUP_BYTES = 4 * 1024 * 1024


def write_tables(
    folder: Path,
    work: Path,
    reports: Iterable[tuple[str, Columns]],
    failures: Iterable[Row],
    about: dict[str, Any],
    progress: Callable[[], object] = lambda: None,
) -> None:
    """Write every table and the manifest: each report's path and columns in order, then the failures.

    All tables are written aside in ``work`` first. While they are put in place the folder has no manifest, so
    nobody reads tables of two runs at once; the manifest comes last. ``about`` goes into the manifest.
    """
    aside = work / "tables"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    writers = {name: _TableWriter(aside / f"{name}.parquet", name) for name in tables()}
    path_at = tables()["reports"].names.index("path")
    for path, columns in reports:
        columns["reports"][path_at] = [path]
        for name, table in columns.items():
            writers[name].extend(table)
        progress()
    writers["failures"].extend([list(column) for column in zip(*failures, strict=True)])
    manifest = {
        "dataset": "gongkai",
        "layout": LAYOUT,
        **about,
        "tables": {name: writer.close() for name, writer in writers.items()},
    }
    (folder / MANIFEST).unlink(missing_ok=True)
    sync(folder)
    for name in writers:
        (aside / f"{name}.parquet").replace(folder / f"{name}.parquet")
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    replace(folder / MANIFEST, lambda stream: stream.write(text.encode()))
    aside.rmdir()


def warm_up() -> None:
    """Load what writing needs (pyarrow, which loads pandas), so that a run's memory shows its size from the start."""
    import pyarrow as pa
    import pyarrow.parquet

    pa.array([None])


class _TableWriter:
    """A Parquet file that takes columns as they come and holds no more than one row group."""

    def __init__(self, path: Path, name: str) -> None:
        import pyarrow.parquet as pq

        self._schema = arrow_schema(name)
        self._path = path
        self._most = BATCH_REPORTS if name == "reports" else BATCH_ROWS
        self._columns: list[list[Any]] = [[] for _ in self._schema]
        self._batches: list[pa.RecordBatch] = []
        self._size = 0
        self._held = 0
        self._rows = 0
        words = [field.name for field in self._schema if field.name not in ("text", "warnings")]
        self._stream = path.open("wb")
        self._writer = pq.ParquetWriter(self._stream, self._schema, compression="zstd", use_dictionary=words)

    def extend(self, columns: list[list[Any]]) -> None:
        if not columns:
            return
        for held, new in zip(self._columns, columns, strict=True):
            held.extend(new)
        if len(self._columns[0]) >= self._most:
            self._batch()

    def close(self) -> dict[str, int]:
        """Finish the file; how many rows and bytes it has."""
        self._batch()
        self._group()
        self._writer.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        return {"rows": self._rows, "bytes": self._path.stat().st_size}

    def _batch(self) -> None:
        import pyarrow as pa

        count = len(self._columns[0])
        if not count:
            return
        arrays = [pa.array(c, field.type) for c, field in zip(self._columns, self._schema, strict=True)]
        batch = pa.record_batch(arrays, schema=self._schema)
        for column in self._columns:
            column.clear()
        self._batches.append(batch)
        self._size += batch.nbytes
        self._held += count
        self._rows += count
        if self._size >= GROUP_BYTES or self._held >= GROUP_ROWS:
            self._group()

    def _group(self) -> None:
        import pyarrow as pa

        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches, self._schema), row_group_size=GROUP_ROWS * 2)
        self._batches, self._size, self._held = [], 0, 0
