"""Pasted receivers: hand-made lines as people send them."""

import csv
import time
import unittest

from agent_dropship.address import parse_text

from . import DATA


def _cases():
    with (DATA / "addresses.tsv").open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, row in enumerate(rows, start=2):
            row["text"] = row["text"].replace("\\n", "\n").replace("\\t", "\t")
            yield number, row


def _read(parsed):
    address = parsed.address
    return {
        "name": parsed.name,
        "phone": parsed.phone,
        "province": address.province,
        "city": address.city,
        "district": address.district,
        "detail": address.detail,
        "problems": ",".join(problem.code for problem in parsed.problems),
    }


class TestPastedLines(unittest.TestCase):
    def test_every_line_is_taken_apart_as_a_person_would(self):
        """Proves R145."""
        for number, row in _cases():
            with self.subTest(line=number, text=row["text"]):
                text = row.pop("text")
                parsed = parse_text(text)
                self.assertEqual(len(parsed), 1)
                self.assertEqual(_read(parsed[0]), row)

    def test_several_receivers_are_told_apart(self):
        one = "张三 19900000001 广东省深圳市南山区科技园1栋"
        two = "李四 19900000002 北京市朝阳区建国路1号"
        labelled = "收货人：{}\n手机：{}\n地址：{}"
        layouts = (
            f"{one}\n{two}",
            f"{one}\n\n\n{two}",
            "\n".join((one + "\n" + two).split(" ")),
            labelled.format(*one.split(" "))
            + "\n\n"
            + labelled.format(*two.split(" ")),
            labelled.format(*one.split(" ")) + "\n" + labelled.format(*two.split(" ")),
        )
        for text in layouts:
            with self.subTest(text=text):
                found = [
                    (parsed.name, parsed.phone, parsed.address.district)
                    for parsed in parse_text(text)
                ]
                self.assertEqual(
                    found,
                    [
                        ("张三", "19900000001", "南山区"),
                        ("李四", "19900000002", "朝阳区"),
                    ],
                )

    def test_nothing_pasted_is_nothing_found(self):
        self.assertEqual(parse_text("  \n \n"), [])
        self.assertEqual(parse_text(""), [])

    def test_source_is_kept(self):
        text = "张三 19900000001 广东省深圳市南山区科技园1栋"
        self.assertEqual(parse_text(text)[0].source, text)

    def test_thousand_lines_take_less_than_a_second(self):
        lines = [row["text"] for _number, row in _cases()]
        start = time.perf_counter()
        for turn in range(1000):
            parse_text(f"{lines[turn % len(lines)]} {turn}")
        self.assertLess(time.perf_counter() - start, 1.0)
