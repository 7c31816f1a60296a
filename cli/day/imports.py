"""Bringing workbooks in: upload, check, apply in batches, as the web client does."""

import base64
import collections
import hashlib
import io
from pathlib import Path

import openpyxl

STATUSES = ("done", "error", "duplicate", "left")
LABELS = {
    "done": "brought in",
    "error": "error",
    "duplicate": "duplicate",
    "left": "left",
}


class Import:
    """One workbook on its way in."""

    def __init__(self, session, kind, content, filename, **values):
        self.session, self.content = session, content
        values |= {
            "kind": kind,
            "filename": filename,
            "file": base64.b64encode(content).decode(),
        }
        self.id = session.call("outlet.import", "create", [values])[0]

    def run(self, report):
        """Check, then apply batch after batch until nothing is left."""
        report.progress("checking ...")
        self.session.call("outlet.import", "action_check", [self.id])
        while True:
            progress = self.session.call("outlet.import", "apply_next", [self.id])
            report.progress(f"{progress['done']} of {progress['total']} rows")
            if not progress["remaining"]:
                break
        report.clear_progress()
        return self

    def lines(self):
        """All rows with their fate."""
        fields = ["sheet", "section", "row", "status", "message", "data", "res_id"]
        domain = [("import_id", "=", self.id)]
        return self.session.read("outlet.import.line", domain, fields, order="id")

    def earlier(self):
        """Rows of the import that brought in the very same file before, if any."""
        # the import's own checksum: of the hashes of the files it was given
        digest = hashlib.sha256(hashlib.sha256(self.content).digest()).hexdigest()
        domain = [("checksum", "=", digest), ("is_applied", "=", True)]
        found = self.session.call("outlet.import", "search", domain, limit=1)
        if found:
            self.id = found[0]
        return self.lines() if found else []


def of_file(session, kind, path, **values):
    """An import of a file of this machine."""
    path = Path(path)
    return Import(session, kind, path.read_bytes(), path.name, **values)


def rows_of(content):
    """{sheet: number of rows with something in them below the header}."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    counts = {}
    for sheet in book:
        filled = [row for row in sheet.iter_rows(values_only=True) if any(row)]
        counts[sheet.title] = max(len(filled) - 1, 0)
    return counts


def show(report, lines, content):
    """Print the fate of every row, and check that none was lost."""
    counts = collections.Counter(
        (line["sheet"], line["status"] if line["status"] in LABELS else "left")
        for line in lines
    )
    sheets = list(dict.fromkeys(line["sheet"] for line in lines))
    notes = collections.Counter(
        line["sheet"] for line in lines if line["message"] and line["status"] == "done"
    )
    report.table(
        ["sheet", "rows", *(LABELS[status] for status in STATUSES), "with a note"],
        [
            [
                sheet,
                sum(counts[sheet, status] for status in STATUSES),
                *(counts[sheet, status] for status in STATUSES),
                notes[sheet],
            ]
            for sheet in sheets
        ],
    )
    in_file = rows_of(content)
    report.check(
        "rows of the workbook and rows with a fate",
        sum(in_file[sheet] for sheet in sheets),
        len(lines),
    )


def show_errors(report, lines, limit=60):
    """Print the bad rows with row number and reason."""
    bad = [line for line in lines if line["status"] in ("error", "duplicate")]
    report.table(
        ["row", "status", "reason"],
        [
            [line["row"], LABELS[line["status"]], line["message"].replace("\n", " ")]
            for line in bad[:limit]
        ],
    )
    if len(bad) > limit:
        report.table(["and"], [[f"{len(bad) - limit} more"]])
