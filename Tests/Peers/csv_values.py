"""Make tables as Python's csv module writes and reads them, for the tests of the table reader.

Run it from the project's folder: python3 Tests/Peers/csv_values.py
Each `NAME.csv` is read by Python's csv module; what it finds, without empty rows, is written to `NAME.json`.
"""

import csv
import io
import json
import pathlib
import random

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "ScenarioFilesTests" / "Resources" / "csv"
WORDS = ["Göteborg", "1480", "1,5", "a;b", 'say "yes"', "two\nlines", "three\r\nlines", "", " spaced ", "ÅÄÖ", "–", "'", "😀"]


def table(generator: random.Random, width: int) -> list[list[str]]:
    header = [f"column {index}" for index in range(width)]
    # A row of one empty cell would be an empty line, which readers skip.
    rows = [[generator.choice(WORDS) for _ in range(width)] for _ in range(40)]
    return [header] + [row for row in rows if row != [""]]


def write(name: str, text: str, delimiter: str) -> None:
    (FOLDER / f"{name}.csv").write_bytes(text.encode())
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    found = [row for row in rows if row]
    (FOLDER / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    generator = random.Random(1480)
    for delimiter, mark in [(",", "comma"), (";", "semicolon"), ("\t", "tab")]:
        for ending, kind in [("\n", "lf"), ("\r\n", "crlf"), ("\r", "cr")]:
            for quoting, amount in [(csv.QUOTE_MINIMAL, "minimal"), (csv.QUOTE_ALL, "all")]:
                if (kind, amount) == ("cr", "minimal"):
                    continue  # the writer leaves a line feed in a cell without quotation marks then
                out = io.StringIO(newline="")
                writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting)
                writer.writerows(table(generator, generator.randint(2, 6)))
                write(f"{mark}-{kind}-{amount}", out.getvalue(), delimiter)
    write("byte-order-mark", "\ufeffcode;year\r\n1480;2024\r\n", ";")
    write("no-final-line-break", "code,year\n1480,2024", ",")
    write("empty-lines", "\n\ncode,year\n\n1480,2024\n\n\n1490,2024\n\n", ",")


if __name__ == "__main__":
    main()
