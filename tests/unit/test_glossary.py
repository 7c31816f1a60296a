"""One word for one thing: the texts of all addons against the word list."""

import re
import unittest
from pathlib import Path

import polib

ADDONS = Path(__file__).resolve().parents[2] / "addons"
# English word of the user interface: the Chinese word that must stand for it
GLOSSARY = {
    "tag price": "吊牌价",
    "supply price": "供货价",
    "take price": "拿货价",
    "agent": "代理商",
    "reseller": "小店主",
    "affiliate": "淘客",
    "operator": "运营方",
    "stored value": "储值",
    "coupon": "券",
    "reconciliation": "对账",
}
# Where Chinese says it shorter, and nothing else could be meant
IDIOMS = {"Contract of Brand and Agent", "Reseller Mode", "coupon(s)"}
# In the back office goods may be called what they are; consumers never read it
BACK_OFFICE = ("overstock merchant", "尾货商")
KINDS = {"Overstock", "%(label)s “%(value)s” is unknown: write 尾货, 新品 or 自产."}
# Words that would name one of these things a second way
REFUSED = ("MSRP", "wholesale", "downline", "overstock", "tenant", "distributor")
REFUSED_CHINESE = ("尾货", "分销商", "下线")


def texts():
    """(addon, English, Chinese) of every translated text."""
    for path in sorted(ADDONS.glob("*/i18n/zh_CN.po")):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                yield path.parts[-3], entry.msgid, entry.msgstr


def has_word(text, word):
    text = re.sub(r"%\(\w+\)", "", text)
    return re.search(rf"\b{word}s?\b", text, re.IGNORECASE)


def _public(text):
    """The text without the words of the back office."""
    for word in BACK_OFFICE:
        text = re.sub(word, "", text, flags=re.IGNORECASE)
    return text


class TestGlossary(unittest.TestCase):
    def test_each_thing_has_its_one_chinese_word(self):
        """Proves R221."""
        wrong = [
            (addon, english, chinese)
            for addon, english, chinese in texts()
            for word, meaning in GLOSSARY.items()
            if has_word(english, word)
            and meaning not in chinese
            and english not in IDIOMS
        ]
        self.assertEqual(wrong, [])

    def test_no_text_uses_a_second_word_for_it(self):
        """Proves R221."""
        wrong = [
            (addon, english, chinese)
            for addon, english, chinese in texts()
            if english not in KINDS
            and (
                any(has_word(_public(english), word) for word in REFUSED)
                or any(word in _public(chinese) for word in REFUSED_CHINESE)
            )
        ]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
