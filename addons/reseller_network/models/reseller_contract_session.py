import datetime
from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# how far ahead sessions are announced
AHEAD = datetime.timedelta(days=3)


class ResellerContract(models.Model):
    """Sessions as the reseller sees them: what runs now and what comes.

    As in the selection, sessions and stock are read with elevated rights, limited to
    the offers of the contract; only plain values leave.
    """

    _inherit = "reseller.contract"

    def _sessions_domain(self):
        """Return the domain of published sessions, for one of his places at least."""
        now = fields.Datetime.now()
        # sellers have no right on goods; what they may sell is chosen here
        places = self.sudo().place_ids
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "published")
            & Domain("date_end", ">", now)
            & Domain("date_start", "<", now + AHEAD)
            & (Domain("place_ids", "=", False) | Domain("place_ids", "in", places.ids))
        )

    def _session_lines_domain(self):
        """Return the domain of the lines he may sell, from their preview on."""
        # sellers have no right on goods; what they may sell is chosen here
        offers = self.env["outlet.offer"].sudo()._search(self._offers_domain())
        shown = self._sessions_domain() & Domain(
            "date_preview", "<=", fields.Datetime.now()
        )
        return (
            Domain("state", "=", "approved")
            & Domain("session_id", "any", shown)
            & Domain("offer_id", "in", offers)
        )

    def _find_session_line(self, line_id):
        """Return the line with this id if he may see it now (or empty)."""
        domain = self._session_lines_domain() & Domain("id", "=", line_id)
        # sellers have no right on goods; what they may sell is chosen here
        return self.env["outlet.session.line"].sudo().search(domain, limit=1)

    def _session_list(self):
        """Return the sessions that run or come, each with its articles if shown."""
        sessions = (
            # sellers have no right on goods; what they may sell is chosen here
            self.env["outlet.session"]
            .sudo()
            .search(self._sessions_domain(), order="date_start, id")
        )
        lines = (
            self.env["outlet.session.line"]
            .sudo()
            .search(self._session_lines_domain(), order="sequence, id")
        )
        cards = defaultdict(list)
        for card in self._session_cards(lines):
            cards[card["session_id"]].append(card)
        return [
            self._session_head(session) | {"articles": cards[session.id]}
            for session in sessions
        ]

    def _session_head(self, session):
        """Return name and times; milliseconds, for a phone whose clock is wrong."""
        now = fields.Datetime.now()
        until = session.date_end if session.phase == "open" else session.date_start
        return {
            "id": session.id,
            "name": session.name,
            "phase": session.phase,
            "opens": session._format_time(session.date_start),
            "seconds": max(int((until - now).total_seconds()), 0),
            "count": len(
                session.line_ids.filtered(lambda line: line.state == "approved")
            ),
        }

    def _session_cards(self, lines):
        """Return the figures of session articles, set-based."""
        takes = self._take_prices(lines.product_tmpl_id)
        rates = self._commission_rates(lines.product_tmpl_id)
        return [
            self._session_card(
                line, takes[line.product_tmpl_id.id], rates[line.product_tmpl_id.id]
            )
            for line in lines
        ]

    def _session_card(self, line, take, rate):
        template = line.product_tmpl_id
        earning, rate = self._earning(line.price, take, rate)
        return {
            "line_id": line.id,
            "session_id": line.session_id.id,
            "id": template.id,
            "name": template.name,
            "brand": template.product_brand_id.name or "",
            "version": int(template.write_date.timestamp()),
            "tag": template.list_price,
            "take": take,
            "price": line.price,
            "earning": earning,
            "rate": rate,
            "limit": line.buyer_limit,
            "offered": line.offered,
            "left": line.left,
            "percent": 100 * line.left / line.offered if line.offered else 0,
            "phase": line.phase,
        }

    def _session_sheet(self, line):
        """Return one session article with its sizes."""
        left = self._session_left(line)
        colours = defaultdict(list)
        for product in line.quota_ids.product_id:
            colour, size = self._colour_and_size(product)
            colours[colour].append(
                {
                    "id": product.id,
                    "size": size,
                    "sku": product.default_code or "",
                    "stock": left[product.id],
                }
            )
        card = self._session_cards(line)[0]
        return card | {
            "stock": card["left"],
            "colours": [{"name": key, "sizes": val} for key, val in colours.items()],
            "first_id": next((key for key, pieces in left.items() if pieces), 0),
            "session": self._session_head(line.session_id),
        }

    def _session_left(self, lines):
        """Return {product id: pieces left} in session lines."""
        left = defaultdict(int)
        for quota in lines.quota_ids:
            left[quota.product_id.id] += quota.left
        return left

    # --- ordering -----------------------------------------------------------------

    def _draft_session_lines(self, draft_lines):
        """Return {line id: session line} of what a draft takes from sessions; a line
        he can not see is left out."""
        wanted = [line.get("session_line_id") for line in draft_lines]
        domain = self._session_lines_domain() & Domain("id", "in", wanted)
        # sellers have no right on goods; what they may sell is chosen here
        found = self.env["outlet.session.line"].sudo().search(domain)
        return found.grouped("id")

    def _draft_line(self, line, product, cards, free):
        values = super()._draft_line(line, product, cards, free)
        if values["gone"] or not line.get("session_line_id"):
            return values
        session_line = self._draft_session_lines([line]).get(line["session_line_id"])
        if not session_line:
            return values | {
                "session": self.env._("The session has closed."),
                "stock": 0,
            }
        return values | {
            "session": session_line.session_id.name,
            "stock": self._session_left(session_line)[product.id],
        }

    def _check_lines(self, lines, place, consumer):
        checked = super()._check_lines(lines, place, consumer)
        # only the session's own agent ships, so he must be allowed to ship there
        offers = (
            self.env["outlet.offer"]
            .sudo()
            .union(
                *(line.offer_id for line in self._draft_session_lines(lines).values())
            )
        )
        guard = self.env["outlet.guard"]
        # provinces are no secret
        state = self.env["res.country.state"].sudo().browse(consumer["state_id"])
        verdicts = guard._judge(offers, place, state, consumer["city"] or "")
        for verdict in verdicts.values():
            if not verdict.allowed:
                raise UserError(guard._explain(verdict))
        return checked

    def _check_line_pieces(self, line, product, free):
        """Session goods come from the session's quota, not from the normal stock."""
        if not line.get("session_line_id"):
            return super()._check_line_pieces(line, product, free)
        found = self._draft_session_lines([line]).get(line["session_line_id"])
        if not found:
            # it is his to know why, as it was shown to him before
            gone = self.env["outlet.session.line"].sudo()
            gone = gone.browse(line["session_line_id"]).exists()
            raise UserError(
                gone._word_closed()
                if gone
                else self.env._("This article is not in a session.")
            )
        if found.phase != "open":
            raise UserError(found._word_closed())
        left = self._session_left(found)[product.id]
        return self._check_pieces(product, line["quantity"], left)

    def _prepare_line_vals(self, line):
        values = super()._prepare_line_vals(line)
        if line.get("session_line_id"):
            values["session_line_id"] = line["session_line_id"]
        return values

    def _prepare_order_vals(self, partner, place, lines, draft, token):
        values = super()._prepare_order_vals(partner, place, lines, draft, token)
        for _code, _id, line in values["order_line"]:
            if line.get("session_line_id"):
                # a second tap claims with the same key, so nothing twice
                line["session_key"] = f"{token}:{line['product_id']}"
        return values

    def _confirm_entry(self, order):
        """Session goods are claimed at once and confirmed in their turn: the buyer
        hears that the pieces are his before the order is worked through."""
        if not order._get_session_lines():
            return super()._confirm_entry(order)
        order._claim_session()
        # what he earns is told before the order is worked through
        order._freeze_reseller_terms()
        order._claim_money()
        order._queue_session_orders()

    # --- other pages ----------------------------------------------------------------

    def _home_figures(self):
        """The session that is open, else the next one, is the first thing to see."""
        # sellers have no right on goods; what they may sell is chosen here
        sessions = self.env["outlet.session"].sudo()
        session = sessions.search(self._sessions_domain(), order="date_start", limit=1)
        return super()._home_figures() | {
            "session": self._session_head(session) if session else None
        }

    def _order_sheet(self, order):
        return super()._order_sheet(order) | {
            "queue": order.session_queue or "",
            "refusal": order.session_refusal or "",
        }
