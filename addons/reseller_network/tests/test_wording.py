from pathlib import Path

from odoo.tests import TransactionCase, tagged

ADDON = Path(__file__).parent.parent


@tagged("post_install", "-at_install")
class TestWording(TransactionCase):
    def test_no_page_and_no_text_uses_the_spoilt_words(self):
        """It is a brand-discount factory shop to everybody. Proves R38."""
        texts = [
            *ADDON.glob("views/*.xml"),
            *ADDON.glob("static/src/**/*.js"),
            *ADDON.glob("i18n/*.po"),
            *ADDON.glob("demo/*.xml"),
        ]
        self.assertTrue(texts)
        for path in texts:
            content = path.read_text(encoding="utf-8")
            for word in ("尾货", "库存货", "清仓货"):
                self.assertNotIn(word, content, path.name)

    def test_every_text_has_its_chinese(self):
        catalogue = (ADDON / "i18n" / "zh_CN.po").read_text(encoding="utf-8")
        entries = catalogue.split("\n\n")[1:]
        empty = [one for one in entries if one.rstrip().endswith('msgstr ""')]
        self.assertFalse(empty)
