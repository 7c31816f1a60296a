"""Two addons that do not know of each other never use one name for two things."""

import ast
import unittest
from collections import defaultdict
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[2] / "addons"


def read_manifest(addon):
    return ast.literal_eval((ADDONS / addon / "__manifest__.py").read_text())


def find_known(addon, known):
    """Return the addons of ours that this one builds on."""
    if addon not in known:
        known[addon] = set()
        for needed in read_manifest(addon)["depends"]:
            if (ADDONS / needed / "__manifest__.py").exists():
                known[addon] |= {needed} | find_known(needed, known)
    return known[addon]


def read_strings(node):
    values = getattr(node, "elts", [node])
    return [value.value for value in values if isinstance(value, ast.Constant)]


def get_extended(model):
    """Return the model that a class extends, or nothing."""
    told = {
        statement.targets[0].id: read_strings(statement.value)
        for statement in model.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and statement.targets[0].id in ("_name", "_inherit")
    }
    names, inherited = told.get("_name", []), told.get("_inherit", [])
    if not names and len(inherited) == 1:
        return inherited[0]
    return next((name for name in names if name in inherited), None)


def calls_super(method):
    return any(
        isinstance(node, ast.Name) and node.id == "super" for node in ast.walk(method)
    )


def find_methods():
    """Return {(model, method): addons that define it without asking the others}."""
    found = defaultdict(set)
    for path in sorted(ADDONS.glob("*/*/*.py")):
        if path.parent.name not in ("models", "wizards"):
            continue
        for model in ast.parse(path.read_text()).body:
            extended = isinstance(model, ast.ClassDef) and get_extended(model)
            for method in model.body if extended else ():
                if isinstance(method, ast.FunctionDef) and not calls_super(method):
                    found[extended, method.name].add(path.parts[-3])
    return found


class TestMethodNames(unittest.TestCase):
    def test_addons_apart_never_replace_each_other_s_methods(self):
        """The one loaded last would win, and only where both are installed."""
        known = {}
        for (model, method), addons in find_methods().items():
            for one in addons:
                strangers = {
                    other
                    for other in addons - {one} - find_known(one, known)
                    if one not in find_known(other, known)
                }
                with self.subTest(f"{model}.{method}"):
                    self.assertFalse(strangers, one)


if __name__ == "__main__":
    unittest.main()
