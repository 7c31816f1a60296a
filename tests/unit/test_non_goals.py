"""What the product leaves out on purpose stays out, and the reader is told."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
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


if __name__ == "__main__":
    unittest.main()
