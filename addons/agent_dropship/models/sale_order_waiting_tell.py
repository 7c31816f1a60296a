from odoo import models
from odoo.tools import format_datetime


class SaleOrder(models.Model):
    """What the reseller is told of goods that wait, in his own language.

    He hears of articles and days only, never of warehouses and agents.
    """

    _inherit = "sale.order"

    def _tell_reseller_waiting(self):
        for order in self:
            order._tell_reseller(
                lambda one, goods, until: (
                    one.env._(
                        "Waiting for stock: %(goods)s. It is sent as soon as it comes "
                        "in; if it does not come until %(until)s, it is cancelled and "
                        "the money goes back.",
                        goods=goods,
                        until=until,
                    )
                    if until
                    else one.env._(
                        "Waiting for stock: %(goods)s. It is sent as soon as it comes "
                        "in.",
                        goods=goods,
                    )
                ),
                order._get_waiting_lines(),
                # a crowd may come to wait at once: mailing the reseller writes to his
                # contact, and all of them would collide there
                by_mail=False,
            )

    def _tell_reseller_found(self):
        for order in self:
            order._tell_reseller(
                lambda one, _goods, _until: one.env._(
                    "Everything of this order is in stock now and is being sent."
                )
            )

    def _tell_reseller_given_up(self, lines, amount):
        self.ensure_one()
        money = lines.currency_id.format(amount) if amount else ""
        self._tell_reseller(
            lambda one, goods, _until: (
                one.env._(
                    "Cancelled, as no stock came in: %(goods)s. %(money)s goes back to "
                    "the buyer.",
                    goods=goods,
                    money=money,
                )
                if money
                else one.env._(
                    "Cancelled, as no stock came in: %(goods)s.", goods=goods
                )
            ),
            lines,
        )

    def _tell_reseller(self, word, lines=None, by_mail=True):
        """Write to the reseller on the order.

        :param word: function of (order in his language, goods, day) to a text
        :param lines: the lines it is about
        :param by_mail: whether he is notified, or finds it on the order
        """
        self.ensure_one()
        # whoever confirms need not see the reseller's contact
        order = self.sudo()
        reseller = order.reseller_id
        own = order.with_context(lang=reseller.lang or self.env.lang)
        goods = ", ".join(
            f"{line.product_id.display_name} × {line.product_uom_qty:g}"
            for line in (lines or self.order_line.browse()).with_env(own.env)
        )
        until = lines._get_waiting_until() if lines else None
        message = {
            "body": word(own, goods, until and own._word_moment(until)),
            "partner_ids": reseller.ids,
            "author_id": order.company_id.partner_id.id,
        }
        if by_mail:
            own.message_post(subtype_xmlid="mail.mt_comment", **message)
        else:
            own._message_log(**message)

    def _word_moment(self, moment):
        zone = self.company_id._get_local_tz()
        return format_datetime(self.env, moment, tz=zone, dt_format="MM-dd HH:mm")
