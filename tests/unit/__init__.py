"""Tests that need neither Odoo nor a database.

The addons' plain packages (``agent_dropship.address`` and so on) live inside addons
whose ``__init__`` imports Odoo models. An empty package of the same name, whose path is
the addon's folder, lets them be imported alone.
"""

import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"

for _folder in (ROOT / "addons").iterdir():
    if _folder.is_dir() and _folder.name not in sys.modules:
        _package = types.ModuleType(_folder.name)
        _package.__path__ = [str(_folder)]
        sys.modules[_folder.name] = _package
