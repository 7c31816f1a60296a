"""What Kuaidi100 says, in our words."""

import unittest
from datetime import datetime

from agent_dropship.courier import Fault, kuaidi100

# (its code, its word): our state
STATES = {
    ("0", "在途"): "moving",
    ("1001", ""): "moving",
    ("102", ""): "waiting",
    ("103", ""): "collected",
    ("2", ""): "problem",
    ("203", ""): "refused",
    ("206", ""): "problem",
    ("304", ""): "signed",
    ("401", ""): "returned",
    ("5", ""): "delivering",
    ("501", ""): "pickup",
    ("6", ""): "returning",
    ("14", ""): "refused",
    (None, "签收"): "signed",
    ("", "派件"): "delivering",
    ("99", "什么"): "",
}


def told(**result):
    return kuaidi100.read_result({"nu": "yt1", "com": "yuantong", **result})


class TestWords(unittest.TestCase):
    def test_every_code_and_word_has_its_state(self):
        for (code, word), state in STATES.items():
            row = {"time": "2026-11-22 08:00:00", "statusCode": code, "status": word}
            self.assertEqual(told(data=[row]).events[0].state, state, (code, word))

    def test_times_are_those_of_china(self):
        report = told(data=[{"time": "2026-11-22 08:00:00", "context": "已揽收"}])
        self.assertEqual(report.events[0].time, datetime(2026, 11, 22))
        self.assertEqual(report.number, "YT1")

    def test_the_state_beside_the_events_is_that_of_the_latest(self):
        rows = [{"time": f"2026-11-22 0{hour}:00:00"} for hour in (9, 8)]
        report = told(state="3", data=rows)
        self.assertEqual([event.state for event in report.events], ["", "signed"])

    def test_rows_without_a_time_are_left_out(self):
        rows = [{"context": "?"}, {"time": "yesterday"}, None, "x"]
        self.assertEqual(told(state="0", data=rows).events, ())

    def test_what_is_no_parcel_is_told(self):
        for text in ("{", "[]", "{}", '{"lastResult": {}}', '{"lastResult": {"nu": 1'):
            with self.assertRaises(ValueError):
                kuaidi100.read_push(text)

    def test_answers_tell_what_may_be_tried_again(self):
        for code, message, kind in (
            ("500", "查询无结果", "nothing"),
            ("601", "KEY已过期", "refused"),
            ("408", "单号已被锁", "locked"),
            ("999", "", "again"),
        ):
            with self.assertRaises(Fault) as caught:
                kuaidi100.check_subscribed({"returnCode": code, "message": message})
            self.assertEqual(caught.exception.kind, kind)
        kuaidi100.check_subscribed({"result": False, "returnCode": "501"})

    def test_without_a_salt_nothing_is_genuine(self):
        form = {"param": "x", "sign": kuaidi100.sign("x", "")}
        self.assertFalse(kuaidi100.is_signed(form, ""))
        form["sign"] = kuaidi100.sign("x", "salt")
        self.assertTrue(kuaidi100.is_signed(form, "salt"))
        self.assertFalse(kuaidi100.is_signed({}, "salt"))
