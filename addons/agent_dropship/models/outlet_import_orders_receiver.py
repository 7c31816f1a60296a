from collections import Counter
from dataclasses import dataclass

from odoo import models
from odoo.tools import format_list

from ..address import Phone, Resolved


@dataclass
class Receiver:
    """Who a row of an order goes to, as far as the row itself says."""

    row: object
    phone: Phone
    address: Resolved

    @property
    def name(self):
        return self.row["receiver"]

    @property
    def street(self):
        return self.address.detail.replace(" ", "")

    @property
    def place(self):
        found = self.address
        return (found.province, found.city, found.district, self.street)


class OutletImport(models.Model):
    """Orders: an order is one parcel destination, so its rows have to agree.

    What a row leaves out is taken from another row of the order where name and street
    agree. Where rows contradict each other nobody guesses: the row that deviates, or
    all of them when there is no majority, is asked about.
    """

    _inherit = "outlet.import"

    def _check_order_receiver(self, rows):
        receivers = [Receiver(row, *self._read_order_receiver(row)) for row in rows]
        self._complete_phones(receivers)
        self._complete_addresses(receivers)
        # a column's label, what is compared, and how it is shown
        self._check_agreement(receivers, "receiver", lambda one: one.name)
        self._check_agreement(
            receivers,
            "phone",
            lambda one: None if one.phone.problem else one.phone.number,
        )
        self._check_agreement(
            receivers,
            "address",
            lambda one: None if one.address.problem else one.place,
            lambda one: "".join(dict.fromkeys(one.place)),
        )
        for one in receivers:
            self._judge_receiver(one)

    def _complete_phones(self, receivers):
        known = [one for one in receivers if not one.phone.problem]
        for one in receivers:
            if not one.phone.problem or one.phone.problem.code != "phone_missing":
                continue
            others = [
                other
                for other in known
                if other.name == one.name and other.street == one.street
            ]
            self._adopt(one, others, "phone")

    def _complete_addresses(self, receivers):
        known = [one for one in receivers if not one.address.problem]
        for one in receivers:
            problem = one.address.problem
            if not problem or not problem.code.endswith("_missing"):
                continue
            others = [
                other
                for other in known
                if other.name == one.name and self._is_part_of(one, other)
            ]
            self._adopt(one, others, "address")

    def _is_part_of(self, one, other):
        """Whether all that a row says of its address agrees with another row's."""
        if one.street:
            agrees = one.street == other.street
        else:
            agrees = one.phone.number == other.phone.number and not one.phone.problem
        return agrees and all(
            not mine or mine == theirs
            for mine, theirs in zip(one.place[:3], other.place[:3], strict=True)
        )

    def _adopt(self, one, others, field_name):
        """Complete a row from others of its order, where they all say the same."""
        values = {
            other.phone.number if field_name == "phone" else other.place
            for other in others
        }
        if len(values) != 1:
            return
        setattr(one, field_name, getattr(others[0], field_name))
        one.row.note(
            self.env._(
                "%(label)s is taken from row %(row)s of the same order.",
                label=self._get_missing_label(one.row, field_name),
                row=others[0].row.number,
            )
        )

    def _get_missing_label(self, row, field_name):
        if field_name == "address" and row["address"]:
            names = [n for n in ("province", "city", "district") if not row[n]]
            return format_list(self.env, [row.label(name) for name in names])
        return row.label(field_name)

    def _check_agreement(self, receivers, field_name, value_of, show=None):
        """Mark the rows that deviate from the majority of their order."""
        values = [(one, value_of(one)) for one in receivers]
        values = [(one, value) for one, value in values if value]
        counts = Counter(value for _one, value in values).most_common()
        if len(counts) < 2:
            return
        tie = counts[0][1] == counts[1][1]
        usual = None if tie else counts[0][0]
        for one, value in values:
            if value == usual:
                continue
            other = next(o for o, v in values if v != value and (tie or v == usual))
            one.row.error(
                self.env._(
                    "%(label)s is “%(mine)s” here, but “%(other)s” in row %(row)s of "
                    "the same order: which is right?",
                    label=one.row.label(field_name),
                    mine=show(one) if show else value,
                    other=show(other) if show else value_of(other),
                    row=other.row.number,
                )
            )

    def _judge_receiver(self, one):
        wording = self.env["address.wording"]
        for problem in (one.phone.problem, one.address.problem):
            if problem:
                one.row.error(wording._get_words(problem))
        if one.address.note and not one.row.bad:
            if one.row.status == "ok" or one.address.note.code != "completed":
                one.row.note(wording._get_words(one.address.note))
        found = one.address
        one.row.data["receiver"] = {
            "name": one.name,
            "phone": one.phone.number,
            "province": found.province,
            "city": found.city,
            "district": found.district,
            "street": found.detail,
            "lat": found.lat,
            "lon": found.lon,
        }
