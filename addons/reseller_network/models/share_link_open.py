from contextlib import suppress

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import hash_sign, verify_hash_signed

from odoo.addons.brand_outlet.controllers.place_pages import ROBOTS

MARK = "outlet_link"
DAY = 24 * 3600
# A chat may load a page ahead of time once or twice; more is no accident.
UNSEEN_LOADS = 5


class ShareLink(models.Model):
    """Opens of a link, and the mark that a browser keeps of the last one it saw."""

    _inherit = "share.link"

    def _count_open(self, asked, response):
        """Count that the page of this link was asked for, and mark the browser.

        Robots count for nothing. What was not seen (a picture, a frame, loaded
        ahead of time) is counted apart and leaves no mark: stuffing links into
        other pages attributes no order.

        :param asked: the werkzeug request
        :param response: the answer; gets the cookies, and is closed to frames
        :return: whether somebody saw the page
        """
        self.ensure_one()
        response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        response.headers["X-Frame-Options"] = "DENY"
        agent = asked.user_agent.string
        if asked.method != "GET" or not agent or ROBOTS.search(agent):
            return False
        seen = self._is_seen(asked)
        today = str(self.place_id.company_id._get_local_today())
        key = f"outlet_saw_{self.token}"
        is_new = seen and asked.cookies.get(key) != today
        # Visitors have no right on any record: only these counts are written.
        self.env["share.link.visit"].sudo().create(
            {
                "link_id": self.id,
                "date": today,
                "opens": int(seen),
                "visitors": int(is_new),
                "unseen": int(not seen),
            }
        )
        if is_new:
            self._set_cookie(asked, response, key, today, DAY)
        if seen:
            self._set_mark(asked, response)
        else:
            self._doubt_traffic(today)
        return seen

    def _doubt_traffic(self, today):
        """Flag a link that is loaded again and again without being seen."""
        # links and visits are counted on behalf of visitors
        visits = self.env["share.link.visit"].sudo()
        [(unseen,)] = visits._read_group(
            [("link_id", "=", self.id), ("date", "=", today)], [], ["unseen:sum"]
        )
        if unseen < UNSEEN_LOADS:
            return
        flags = self.env["trade.flag"].sudo()
        known = flags.search_count(
            Domain("link_id", "=", self.id)
            & Domain("kind", "=", "cookie_stuffing")
            & (Domain("state", "=", "open") | Domain("create_date", ">", "-1d")),
            limit=1,
        )
        if known:
            return
        note = self.env._("Loaded unseen %(count)s times in a day.", count=unseen)
        values = {
            "kind": "cookie_stuffing",
            "note": note,
            "link_id": self.id,
            "reseller_id": self.reseller_id.id,
            "company_id": self.company_id.id,
        }
        # two loads at once make one flag: the index refuses the second
        with suppress(UniqueViolation), self.env.cr.savepoint():
            flags.create(values)

    @api.model
    def _is_seen(self, asked):
        """Return whether a page asked for is put in front of somebody's eyes."""
        headers = asked.headers
        ahead = headers.get("Sec-Purpose") or headers.get("Purpose") or ""
        if "prefetch" in ahead or headers.get("X-Moz") == "prefetch":
            return False
        if target := headers.get("Sec-Fetch-Dest"):
            return target == "document"
        # Older browsers do not say; one that loads a picture asks for pictures.
        return "text/html" in headers.get("Accept", "")

    def _set_mark(self, asked, response):
        # When it was seen is part of what is signed: the mark can not be kept alive.
        seen_on = str(self.place_id.company_id._get_local_today())
        mark = hash_sign(self.env, MARK, [self.token, seen_on])
        days = self.company_id.share_link_days
        self._set_cookie(asked, response, MARK, mark, days * DAY)

    def _set_cookie(self, asked, response, key, value, age):
        # Lax: a browser takes no such cookie from a frame or picture elsewhere.
        response.set_cookie(
            key,
            value,
            max_age=age,
            httponly=True,
            samesite="Lax",
            secure=asked.scheme == "https",
        )

    @api.model
    def _find_marked(self, cookies):
        """Return the open link (sudo) this browser saw last, and what is wrong.

        :param cookies: the cookies of the request
        :return: (link or none, ``"tampered"`` if the mark is not one of ours)
        """
        none = self.sudo().browse()
        mark = cookies.get(MARK)
        if not mark:
            return none, ""
        try:
            known = verify_hash_signed(none.env, MARK, mark[:200])
        except ValueError:  # not even of the form of a mark
            known = None
        if not known:
            return none, "tampered"
        token, seen_on = known
        link = self._find(token)
        last = fields.Date.add(
            fields.Date.to_date(seen_on), days=link.company_id.share_link_days
        )
        too_old = link and link.place_id.company_id._get_local_today() > last
        return (none if too_old else link), ""

    @api.model
    def _find_used(self, cookies, contract):
        """Return the link by which a browser came into a seller's mall.

        Who came by one of his links and went on into the mall still came by it: the
        place of the link wins. A link of somebody else is not what was used.

        :return: as ``_find_marked``
        """
        link, problem = self._find_marked(cookies)
        is_his = link.contract_id == contract and not link.place_id.on_site_only
        return (link if is_his else link.browse()), problem
