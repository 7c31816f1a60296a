"""Redeeming from outside a till: reserve, confirm, cancel, each with a request number.

The back office, other systems and WeChat use these; each says itself who may, and which
door it is. A number is one request of one door and company: the same number gets the
same answer, however often it asks.
"""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .coupon_redemption_take import Refusal

OUTSIDE = ("office", "api", "wechat")


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    @api.model
    def inspect(self, code, company_id, config_id=False, order_amount=None):
        """Say what a coupon is worth and whether it can be redeemed now.

        Takes nothing. Answers ``{"ok": True, ...}`` with the keys of
        :meth:`_reserve`, or ``{"ok": False, "reason": key, "message": words}``.

        :raise AccessError: the user may not redeem for this company.
        """
        company, config = self._get_outlet(company_id, config_id)
        card = self._get_card(code, company)
        if not card:
            return self._refuse(self._unknown_words(code))
        points = card._coupon_cost()
        words = self._not_here(card, company, config, order_amount)
        words = words or self._inspect({card: points}, company).get(card)
        if words:
            return self._refuse(words) | self._describe_card(card)
        worth = self._estimate_discount(card, points, order_amount or 0)
        return {"ok": True, "discount": worth} | self._describe_card(card)

    @api.model
    def _reserve(self, request_no, code, company_id, door="office", **request):
        """Keep the coupon ``code`` for a request; it runs out unless confirmed.

        Answers ``{"ok": True, "state": "reserved", "redemption_id", "discount",
        "coupon", "hold_until", ...}``, or ``{"ok": False, "reason": key, "message":
        words}`` that say who has it, where and since when.

        :param request_no: number of the caller, unique per door and company
        :param door: ``office``, ``api`` or ``wechat``
        :param request: ``config_id`` (outlet), ``partner_id`` (who redeems, refused
            if the coupon is somebody else's), ``points`` (of a card, money of stored
            value; a coupon costs its own), ``order_amount`` (ticket, money of the
            company), ``reference`` (the caller's order), ``note`` (reason)
        :raise AccessError: the user may not redeem for this company.
        """
        config_id = request.get("config_id")
        company, config = self._get_outlet(company_id, config_id)
        key = self._get_request_key(door, company, request_no)
        if known := self._find_request(key, door):
            return self._answer_again(known, code)
        card = self._get_card(code, company)
        if not card:
            return self._refuse(self._unknown_words(code))
        source = self._prepare_source(door, company, request)
        words = self._not_here(card, company, config, request.get("order_amount"))
        refusals = words and {card: words}
        points = self._get_asked_points(card, request.get("points"))
        if not refusals:
            source["discount"] = self._estimate_discount(
                card, points, request.get("order_amount") or 0
            )
            partner = self.env["res.partner"].browse(request.get("partner_id") or [])
            refusals = self._take(
                {card: points}, key, config, partner, hold=True, source=source
            )
        if refusals:
            self._note_refusals(refusals, key, config, source)
            return self._refuse(refusals[card]) | self._describe_card(card)
        return self._find_request(key, door)._answer()

    @api.model
    def _confirm(self, request_no, company_id, door="office", **changed):
        """Redeem what :meth:`_reserve` kept under this number; once.

        A reservation that ran out is confirmed as long as nobody else took the
        coupon. Answers as :meth:`_reserve` does, with state ``redeemed``.

        :param changed: ``order_amount``, ``reference``, ``note`` if known only now
        :raise AccessError: the user may not redeem for this company.
        """
        company, _config = self._get_outlet(company_id)
        key = self._get_request_key(door, company, request_no)
        row_sudo = self._find_request(key, door)
        if not row_sudo:
            words = self.env._("There is no reservation with this number.")
            return self._refuse(Refusal(words, "unknown"))
        if row_sudo.state != "taken":
            return row_sudo._answer()
        refusals = self._take(
            {row_sudo.card_id: row_sudo.points},
            key,
            row_sudo.config_id,
            source={"door": door, "company_id": company.id},
        )
        if refusals:
            self._note_refusals(
                refusals,
                key,
                row_sudo.config_id,
                {"door": door, "company_id": company.id},
            )
            return self._refuse(refusals[row_sudo.card_id])
        row_sudo._redeem_now(changed)
        return row_sudo._answer()

    @api.model
    def _redeem(self, request_no, code, company_id, door="office", **request):
        """Reserve and confirm in one step; see both."""
        answer = self._reserve(request_no, code, company_id, door=door, **request)
        if answer.get("state") != "reserved":
            return answer
        return self._confirm(request_no, company_id, door=door)

    @api.model
    def _cancel(self, request_no, company_id, door="office", note=""):
        """Give up a reservation, or give back what was redeemed under this number.

        Answers as :meth:`_reserve` does, with state ``released`` or ``returned``. The
        number is used up: redeeming again needs another one.

        :raise AccessError: the user may not redeem for this company.
        """
        company, _config = self._get_outlet(company_id)
        key = self._get_request_key(door, company, request_no)
        row_sudo = self._find_request(key, door)
        if not row_sudo:
            words = self.env._("There is no redemption with this number.")
            return self._refuse(Refusal(words, "unknown"))
        row_sudo._undo(note)
        return row_sudo._answer()

    # ------------------------------------------------------------------ who may, where
    @api.model
    def _get_outlet(self, company_id, config_id=False):
        """Return company and outlet after checking that the user may redeem there."""
        if not self.env.su and not self.env.user.has_group(
            "wechat_member.group_member_user"
        ):
            raise AccessError(self.env._("You may not redeem coupons here."))
        company = self.env["res.company"].browse(company_id)
        if not self.env.su and company not in self.env.user.company_ids:
            raise AccessError(self.env._("You may not redeem coupons here."))
        config = self.env["pos.config"].browse(config_id or [])
        if config and config.company_id not in company | company.sudo().child_ids:
            raise AccessError(self.env._("This outlet belongs to another company."))
        config.check_access("read")
        return company, config

    @api.model
    def _get_request_key(self, door, company, request_no):
        if door not in OUTSIDE:
            raise UserError(self.env._("Redemptions of this door have other numbers."))
        if not request_no or not str(request_no).strip():
            raise UserError(self.env._("A redemption needs a request number."))
        return f"{door},{company.id},{str(request_no).strip()}"

    @api.model
    def _find_request(self, key, door):
        # The number of the request is the permission, the company was checked.
        return self.sudo().search(
            [("order_uuid", "=", key), ("door", "=", door)], limit=1
        )

    @api.model
    def _get_card(self, code, company):
        """Return the card with this code that is used in this company."""
        domain = Domain("code", "=", (code or "").strip()) & Domain(
            "program_id.company_id", "in", [False, *company.root_id.ids, company.id]
        )
        # Who redeems sees the one card whose code he has in hand.
        return self.env["loyalty.card"].sudo().search(domain, limit=1)

    @api.model
    def _prepare_source(self, door, company, request):
        told = {
            key: request[key]
            for key in ("order_amount", "reference", "note")
            if request.get(key)
        }
        return {"door": door, "company_id": company.id, **told}

    # --------------------------------------------------------------- whether it may
    @api.model
    def _not_here(self, card, company, config, order_amount):
        """Return why a coupon is not redeemed here and now, or nothing."""
        program, coupon = card.program_id, card.program_id.name
        today = company._get_local_today()
        if (
            not program.active
            or not card.active
            or (program.date_from and program.date_from > today)
            or (program.date_to and program.date_to < today)
        ):
            words = self.env._("%(coupon)s is not valid today.", coupon=coupon)
            return Refusal(words, "not_here")
        outlets = program.pos_config_ids
        if config and outlets and config not in outlets:
            words = self.env._("%(coupon)s is not valid here.", coupon=coupon)
            return Refusal(words, "not_here")
        if program.program_type != "coupons":
            return ""
        minimum = max(program.rule_ids.mapped("minimum_amount"), default=0)
        if minimum and (order_amount or 0) < minimum and order_amount is not None:
            words = self.env._(
                "%(coupon)s needs an order of %(amount)s or more.",
                coupon=coupon,
                amount=program.currency_id.format(minimum),
            )
            return Refusal(words, "minimum")
        return ""

    # ------------------------------------------------------------------ what it takes
    @api.model
    def _get_asked_points(self, card, points):
        if card._is_coupon() or points is None:
            return card._coupon_cost()
        if points <= 0:
            raise UserError(self.env._("The amount to redeem is more than zero."))
        return points

    @api.model
    def _estimate_discount(self, card, points, order_amount):
        """Return what the reward gives; its own order is not known here."""
        rewards = card.program_id.reward_ids.sorted("required_points")
        reward = rewards[:1]
        if reward.reward_type == "product":
            product = reward.reward_product_ids[:1]
            return product.lst_price * reward.reward_product_qty
        if reward.reward_type != "discount":
            return 0.0
        if reward.discount_mode == "percent":
            worth = order_amount * reward.discount / 100
        elif reward.discount_mode == "per_point":
            worth = reward.discount * points
        else:
            worth = reward.discount
        limits = [reward.discount_max_amount or worth, order_amount or worth]
        return card.program_id.currency_id.round(min(worth, *limits))

    def _redeem_now(self, changed):
        """Debit the card; nothing of it waits for a till or an order."""
        self.ensure_one()
        self.card_id._post_entry(
            "redeem" if self.card_id._is_coupon() else "spend",
            -self.points,
            f"coupon.redemption,{self.id}",
            note=changed.get("note") or self.note or False,
        )
        vals = {
            key: changed[key]
            for key in ("order_amount", "reference", "note")
            if changed.get(key)
        }
        if "order_amount" in vals:
            vals["discount"] = self._estimate_discount(
                self.card_id, self.points, vals["order_amount"]
            )
        self.write(vals | {"debited": self.points, "settled": True})
        self.hold_until = False
        self._close("consumed")

    def _undo(self, note=""):
        """Free what is reserved, give back what was redeemed."""
        self.card_id._queue_for_points()
        self.filtered(lambda row: row.state == "taken")._close("released")
        self.filtered(lambda row: row.state == "consumed")._give_back(note)

    def _give_back(self, note=""):
        """Put the points of redeemed coupons back on their cards, once."""
        for row in self.filtered(lambda row: row.state == "consumed"):
            row.card_id._post_entry(
                "reverse",
                row.debited,
                f"coupon.redemption,{row.id}",
                order=row.pos_order_id or row.sale_order_id or None,
                note=note or False,
            )
            row._close("returned")
