"""Each addon stands on what it depends on, with example data of its own."""

import re
import unittest

from cli import paths, templates

MAIN = ("brand_outlet", "agent_dropship", "reseller_network", "wechat_member")
REFERENCE = re.compile(r"""ref(?:=["']|\(["'])(\w+)\.\w+""")


class TestAddonsAlone(unittest.TestCase):
    def test_nothing_is_named_that_an_addon_does_not_depend_on(self):
        """Its tests run in a database of just that, see ``templates``. Proves R217."""
        ours = set(paths.addon_names())
        for addon in ours:
            known = templates.needed_by(addon)[0] | {addon}
            for file in (paths.ADDONS / addon).rglob("*.xml"):
                for module in set(REFERENCE.findall(file.read_text())) & ours:
                    self.assertIn(module, known, file.name)

    def test_each_has_example_data(self):
        """Proves R217."""
        for addon in MAIN:
            files = templates.manifest(addon)["demo"]
            self.assertTrue(files, addon)
            for name in files:
                self.assertTrue((paths.ADDONS / addon / name).is_file(), name)


if __name__ == "__main__":
    unittest.main()
