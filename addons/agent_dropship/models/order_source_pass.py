import hashlib
import hmac
import io
import json
import logging

import requests
import xlsxwriter

from odoo import fields, models
from odoo.tools import format_datetime

_logger = logging.getLogger(__name__)
# seconds to connect, and between two bytes of the answer
TIMEOUT = 10


class OrderSource(models.Model):
    """The two ways news go back: as a message at once, or in a workbook."""

    _inherit = "order.source"

    def _pass_back(self):
        self.ensure_one()
        news = self.news_ids.filtered(lambda one: one.state == "pending")
        if self.pass_back == "push":
            self._push(news)
        elif self.pass_back == "workbook" and news:
            self._hand_over(news)

    # --- messages -------------------------------------------------------------------

    def _push(self, news):
        """Send events as one signed message; return whether they arrived.

        The receiver knows an event he got before by its number: what was not answered
        is sent again.
        """
        self.ensure_one()
        events = [one._prepare_event() for one in news]
        body = json.dumps({"events": events}, ensure_ascii=False).encode()
        signature = hmac.new(
            self._open_secret().encode(), body, hashlib.sha256
        ).hexdigest()
        headers = {"Content-Type": "application/json", "X-Signature": signature}
        try:
            answer = requests.post(
                self.url,
                data=body,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
            fault = not answer.ok and str(answer.status_code)
        except requests.RequestException as error:
            fault = type(error).__name__
        if fault:
            _logger.info("Order source %s: %s", self.name, fault)
            news._note_failed()
            self.last_error = self.env._("No good answer: %(fault)s", fault=fault)
            return False
        news._note_passed()
        self.last_error = False
        return True

    # --- workbooks ------------------------------------------------------------------

    def _hand_over(self, news):
        """Keep a workbook of the news in the source's log."""
        self.ensure_one()
        name = self.env._(
            "%(name)s parcels %(date)s.xlsx",
            name=self.name,
            date=fields.Datetime.context_timestamp(
                self, fields.Datetime.now()
            ).strftime("%m-%d %H%M"),
        )
        self.message_post(
            body=self.env._("Passed back: %(count)s parcels", count=len(news)),
            attachments=[(name, self._build_workbook(news))],
        )
        news._note_passed()

    def _build_workbook(self, news):
        """Return the bytes of a workbook in the source's own columns."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            bold = book.add_format({"bold": True})
            for place, column in enumerate(self.column_ids):
                sheet.write_string(0, place, column.header or "", bold)
                sheet.set_column(place, place, 18)
            row = 0
            for one in news:
                event = one._prepare_event()
                for line in event["lines"]:
                    row += 1
                    self._write_row(sheet, row, event, line)
        return output.getvalue()

    def _write_row(self, sheet, row, event, line):
        words = dict(
            self.env["order.source.news"]
            ._fields["event"]
            ._description_selection(self.env)
        )
        moment = fields.Datetime.from_string(event["at"][:-1].replace("T", " "))
        texts = {
            **event,
            **line,
            "event": words[event["what"]],
            "at": format_datetime(self.env, moment),
        }
        for place, column in enumerate(self.column_ids):
            if column.value == "pieces":
                sheet.write_number(row, place, line["pieces"])
            else:
                text = column.text if column.value == "fixed" else texts[column.value]
                sheet.write_string(row, place, text or "")
