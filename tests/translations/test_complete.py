"""Every text of every addon is there in Chinese."""

import io
import re
import unittest

import polib

from tests.system import ROOT, environment

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ADDONS = sorted(path.parent.name for path in ROOT.glob("addons/*/__manifest__.py"))


def exported(env, addon):
    """The texts the installed addon has in English."""
    from odoo.tools.translate import trans_export

    stream = io.BytesIO()
    trans_export(False, [addon], stream, "po", env)
    return polib.pofile(stream.getvalue().decode())


# 10 % off is nine tenths in Chinese: the code gives both
RECAST = {"%(percent)s%%", "%(percent)s%% off"}
KINDS = {"Overstock", "%(label)s “%(value)s” is unknown: write 尾货, 新品 or 自产."}


class TestChinese(unittest.TestCase):
    def test_no_text_is_left_in_english(self):
        """Proves R221."""
        with environment() as env:
            for addon in ADDONS:
                with self.subTest(addon=addon):
                    self.assertEqual(self._missing(env, addon), [])

    def test_placeholders_survive_the_translation(self):
        for addon in ADDONS:
            for entry in self._chinese(addon):
                if entry.msgid in RECAST:
                    continue
                with self.subTest(addon=addon, text=entry.msgid):
                    self.assertEqual(
                        _placeholders(entry.msgstr), _placeholders(entry.msgid)
                    )

    def test_the_word_for_overstock_never_reaches_consumers(self):
        for addon in ADDONS:
            for entry in self._chinese(addon):
                # the back office calls its merchants and its kinds what they are
                if entry.msgid in KINDS:
                    continue
                self.assertNotIn("尾货", entry.msgstr.replace("尾货商", ""))

    def _missing(self, env, addon):
        translated = {
            entry.msgid
            for entry in self._chinese(addon)
            if entry.msgstr and not entry.fuzzy
        }
        # demo data is Chinese as it stands
        return sorted(
            entry.msgid
            for entry in exported(env, addon)
            if entry.msgid not in translated and not CHINESE.search(entry.msgid)
        )

    def _chinese(self, addon):
        path = ROOT / "addons" / addon / "i18n" / "zh_CN.po"
        self.assertTrue(path.is_file(), path)
        return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def _placeholders(text):
    named = re.findall(r"%\((\w+)\)", text)
    plain = re.findall(r"(?<!%)%[sd]", text)
    return set(named) | set(plain)
