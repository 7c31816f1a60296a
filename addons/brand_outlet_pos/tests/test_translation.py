from pathlib import Path

import polib

from odoo.tests import BaseCase, tagged


@tagged("post_install", "-at_install")
class TestTranslation(BaseCase):
    def test_every_string_is_translated_to_chinese(self):
        folder = Path(__file__).parents[1] / "i18n"
        chinese = polib.pofile(str(folder / "zh_CN.po"))
        template = polib.pofile(str(folder / "brand_outlet_pos.pot"))
        translated = {entry.msgid for entry in chinese if entry.translated()}
        missing = [entry.msgid for entry in template if entry.msgid not in translated]
        self.assertFalse(missing)
