"""What the product leaves out on purpose stays out, and the reader is told."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUTLOOK = re.compile(r"sensor|face[._]?pay|ad[._](resale|purchase|buy)", re.IGNORECASE)
LICENCE = re.compile(r"licen[cs]e_(key|count|check|limit)", re.IGNORECASE)
GAMES = re.compile(r"group[._ ]?buy|bargain|lottery|拼团|砍价", re.IGNORECASE)


class TestNonGoals(unittest.TestCase):
    def test_games_with_prices_are_not_built_and_the_readme_says_so(self):
        """Proves R110."""
        text = (ROOT / "README.md").read_text().lower()
        self.assertIn("group buying", text)
        self.assertIn("bargaining", text)
        found = [
            path.name
            for path in ROOT.glob("addons/*/**/*.py")
            if "tests" not in path.parts
            for name in re.findall(r'_name = "([\w.]+)"', path.read_text())
            if GAMES.search(name)
        ]
        self.assertEqual(found, [])
        self.assertFalse(
            [one for one in ROOT.glob("addons/*") if GAMES.search(one.name)]
        )

    def test_outlook_only_is_left_out_and_the_readme_says_so(self):
        """No sensors, no faces, no resale of advertisements. Proves R224, R226."""
        text = " ".join((ROOT / "README.md").read_text().lower().split())
        for words in ("sensors, face payment", "resale of advertisements"):
            self.assertIn(words, text)
        found = [
            name
            for path in ROOT.glob("addons/*/**/*.py")
            for name in re.findall(r'_name = "([\w.]+)"', path.read_text())
            if OUTLOOK.search(name)
        ]
        self.assertEqual(found, [])

    def test_nothing_counts_licences(self):
        """Proves R225."""
        text = (ROOT / "README.md").read_text().lower()
        self.assertIn("counting of licences", " ".join(text.split()))
        found = [
            path.name
            for path in ROOT.glob("addons/*/**/*.py")
            if LICENCE.search(path.read_text())
        ]
        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
