"""Reads a folder of exported or published tables with pyarrow, and prints what it saw as one JSON document.

For each file: its number of rows, each column's type as Arrow names it, its metadata, and its first rows as text.
A folder is read as one data set, partitioned by its folders.
"""

import json
import sys
from pathlib import Path

import pyarrow
import pyarrow.dataset
import pyarrow.parquet


def read(path):
    if path.is_dir():
        partitioning = pyarrow.dataset.HivePartitioning(pyarrow.schema([("date", pyarrow.date32())]))
        return pyarrow.dataset.dataset(path, format="parquet", partitioning=partitioning).to_table()
    if path.suffix == ".parquet":
        # The file itself, without guesses from the names of folders.
        return pyarrow.parquet.ParquetFile(path).read()
    with pyarrow.ipc.open_file(path) as file:
        return file.read_all()


def text_of(value):
    return value.isoformat() if hasattr(value, "isoformat") else value if value is None else str(value)


def described(table):
    metadata = table.schema.metadata or {}
    return {
        "rows": table.num_rows,
        "types": {field.name: str(field.type) for field in table.schema},
        "metadata": {key.decode(): value.decode() for key, value in metadata.items() if key.startswith(b"polku.")},
        "values": [{name: text_of(value) for name, value in row.items()} for row in table.to_pylist()[:100]],
    }


folder = Path(sys.argv[1])
# What polku keeps there for its own analyses is no table.
paths = [
    path
    for path in folder.iterdir()
    if (path.is_dir() and path.name != "analysis") or path.suffix in (".parquet", ".arrow")
]
print(json.dumps({path.name.split(".")[0]: described(read(path)) for path in paths}))
