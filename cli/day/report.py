"""Tables of a day's steps, and the sums that must tie."""

import sys
import unicodedata

from ..steps import say


class Report:
    """Prints as the day goes on and remembers what did not tie."""

    def __init__(self):
        self.wrong = []
        self.checks = 0
        self.step = 0

    def title(self, text):
        self.step += 1
        say(f"\n{self.step}. {text}")

    def table(self, header, rows):
        """Print rows in columns; numbers to the right."""
        rows = [[_text(cell) for cell in row] for row in rows]
        numeric = [
            all(_is_number(row[i]) for row in rows) if rows else False
            for i in range(len(header))
        ]
        widths = [
            max(map(_width, column)) for column in zip(header, *rows, strict=True)
        ]
        for row in [header, ["─" * width for width in widths], *rows]:
            cells = [
                _pad(cell, width, right)
                for cell, width, right in zip(row, widths, numeric, strict=True)
            ]
            say(("   " + "  ".join(cells)).rstrip())

    def progress(self, text):
        """Overwrite one line while a long step runs; nothing where no one looks."""
        if sys.stdout.isatty():
            sys.stdout.write(f"\r\x1b[K   {text}")
            sys.stdout.flush()

    def clear_progress(self):
        if sys.stdout.isatty():
            sys.stdout.write("\r\x1b[K")

    def check(self, text, one, other):
        """Compare two sums that were found in different ways."""
        self.checks += 1
        ties = abs(one - other) < 0.005
        if not ties:
            self.wrong.append(text)
        say(f"   {'✓' if ties else '✗'} {text}: {_text(one)} = {_text(other)}")

    def end(self):
        """Say how the day went; return the exit code."""
        say()
        for text in self.wrong:
            say(f"Does not tie: {text}")
        tied = self.checks - len(self.wrong)
        say(f"{tied} of {self.checks} sums tie.")
        return int(bool(self.wrong))


def _text(value):
    if value is None or value is False:
        return ""
    if isinstance(value, float):
        return f"{value:,.2f}"
    return str(value)


def _is_number(text):
    return not text or text.replace(",", "").replace(".", "").lstrip("-").isdigit()


def _width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text, width, right):
    blank = " " * (width - _width(text))
    return blank + text if right else text + blank
