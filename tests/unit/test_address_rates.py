"""How often pasted receivers are read as a person would: made and hand-made lines."""

import csv
import unittest
from collections import Counter

from agent_dropship.address import parse_text
from agent_dropship.address.divisions import index

from . import DATA
from .address_lines import Generator

GENERATED, HAND_MADE = 0.99, 0.95
# Layouts in which a person would ask, too.
DOUBTFUL = ("ambiguous", "missing district", "typo")


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            row["text"] = row["text"].replace("\\n", "\n").replace("\\t", "\t")
            yield row


def _judge(parsed, name, phone, division):
    """Return "right", "asked" or what was guessed wrongly."""
    if len(parsed) != 1:
        return "count"
    [one] = parsed
    codes = [problem.code for problem in one.problems]
    if one.phone != phone and not any(code.startswith("phone") for code in codes):
        return "phone"
    if one.name != name and not any(code.startswith("name") for code in codes):
        return "name"
    if one.address.problem:
        return "asked"
    found = (one.address.province, one.address.city, one.address.district)
    return "right" if found == division else "division"


class TestRates(unittest.TestCase):
    """Right at district level or asked; a wrong guess is a failure. Proves R145."""

    def test_a_thousand_generated_lines(self):
        for seed in (7, 2026):
            verdicts = Counter()
            clear = Counter()
            for line in Generator(seed).lines(1000):
                verdict = _judge(
                    parse_text(line.text),
                    line.name,
                    line.phone,
                    (line.province, line.city, line.district),
                )
                verdicts[verdict] += 1
                if line.layout not in DOUBTFUL:
                    clear[verdict] += 1
            good = verdicts["right"] + verdicts["asked"]
            self.assertGreaterEqual(good / 1000, GENERATED, verdicts)
            self.assertGreaterEqual(clear["right"] / clear.total(), GENERATED, clear)

    def test_what_nobody_can_know_is_asked(self):
        lines = Generator(11).lines(600)
        doubtful = [line for line in lines if line.district == "?"]
        self.assertGreater(len(doubtful), 80)
        for line in doubtful:
            [parsed] = parse_text(line.text)
            self.assertTrue(parsed.address.problem, line.text)

    def test_hand_made_lines(self):
        for names in (
            ("addresses.tsv", "addresses_nasty.tsv", "addresses_unseen.tsv"),
            ("addresses_unseen.tsv",),
        ):
            rows = [row for name in names for row in _rows(name)]
            verdicts = Counter(self._judge_row(row) for row in rows)
            good = verdicts["right"] + verdicts["asked"]
            self.assertGreaterEqual(good / len(rows), HAND_MADE, verdicts)
        self.assertGreaterEqual(len(list(_rows("addresses.tsv"))), 130)

    def test_clear_hand_made_lines_are_seldom_asked(self):
        rows = [
            row
            for row in _rows("addresses_nasty.tsv")
            if "?" not in (row["province"], row["district"])
        ]
        verdicts = Counter(self._judge_row(row) for row in rows)
        self.assertGreaterEqual(verdicts["right"] / len(rows), 0.9, verdicts)

    def test_a_message_with_several_receivers_comes_out_as_several(self):
        for name in ("address_messages.tsv", "address_messages_unseen.tsv"):
            for row in _rows(name):
                with self.subTest(text=row["text"]):
                    found = "|".join(
                        f"{one.name},{one.phone},{one.address.district}"
                        for one in parse_text(row["text"])
                    )
                    self.assertEqual(found, row["receivers"])

    def test_the_level_of_the_coordinates_is_told(self):
        for text, level, name in (
            ("江苏省苏州市昆山市前进路1号", "district", "昆山市"),
            ("江苏省苏州市工业园区星湖街1号", "city", "苏州市"),
            ("广东省东莞市虎门镇1号", "city", "东莞市"),
            ("江苏省人民路1号", "province", "江苏省"),
        ):
            [parsed] = parse_text(f"张三 19900000001 {text}")
            self.assertEqual(parsed.address.level, level)
            division = index().by_code[parsed.address.adcode]
            self.assertEqual(division.name, name)
            self.assertEqual(
                (parsed.address.lat, parsed.address.lon), (division.lat, division.lon)
            )

    def _judge_row(self, row):
        division = (row["province"], row["city"], row["district"])
        return _judge(parse_text(row["text"]), row["name"], row["phone"], division)


if __name__ == "__main__":
    unittest.main()
