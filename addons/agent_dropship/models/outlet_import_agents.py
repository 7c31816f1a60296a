import re

from odoo import fields, models
from odoo.tools import format_list

from ..address import normalise_phone, resolve

_SEPARATORS = re.compile(r"[、,，;；/|\s]+")
_EXCEPT = re.compile(r"^(除|不含|不包括|除了|排除|非)(?P<regions>.*?)(外|以外|之外)?$")
_EVERYWHERE = {"", "全国", "不限", "全部", "所有", "all"}
_ONLINE = {"", "在线", "线上", "系统", "是", "online"}
_OFFLINE = {"离线", "线下", "表格", "excel", "文件", "否", "offline"}


class OutletImport(models.Model):
    """Agents and their stock, first part: the agents.

    A row makes a company with its manager, a contract for each authorised brand and
    the warehouse. A row that comes again with other terms makes a new version of the
    contract; agreed terms are never edited.
    """

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("agents_stock", "Agents and stock")],
        ondelete={"agents_stock": "cascade"},
    )

    def _import_agents_stock_check(self, rows):
        agents = [row for row in rows if row.section == "agent"]
        self._check_agents(agents)
        stock = [row for row in rows if row.section == "stock"]
        self._check_stock(stock, agents)

    def _import_agents_stock_apply(self, lines):
        if lines[0].section == "agent":
            return self._apply_agents(lines)
        return self._apply_stock(lines)

    # --- check ------------------------------------------------------------------

    def _check_agents(self, rows):
        self._check_repeated_rows(rows, lambda row: (row["ref"].upper(),))
        brands = {
            brand.name.casefold(): brand
            for brand in self.env["product.brand"].search([])
        }
        for row in rows:
            summary = " · ".join((row["ref"].upper(), row["name"]))
            row.data = {"summary": summary}
            if row.bad:
                continue
            row.data = {
                "ref": row["ref"].upper(),
                "name": row["name"],
                "manager": row["manager"],
                "brand_ids": self._check_agent_brands(row, brands),
                **self._check_agent_terms(row),
                **self._check_agent_contact(row),
                "courier": row["courier"],
                "summary": summary,
            }
        self._check_agents_unchanged([row for row in rows if not row.bad])

    def _check_repeated_rows(self, rows, key_of):
        """An equal row is a duplicate of the first, another one contradicts it."""
        first = {}
        for row in rows:
            if row.bad:
                continue
            other = first.setdefault(key_of(row), row)
            if other is row:
                continue
            if other.values == row.values:
                row.duplicate(self.env._("The same as row %(row)s.", row=other.number))
            else:
                row.error(self._get_contradiction_message(row, other))

    def _get_contradiction_message(self, row, other):
        different = [
            row.label(name)
            for name, value in row.values.items()
            if value != other.values.get(name)
        ]
        return self.env._(
            "Row %(row)s has the same key but another %(columns)s: delete the one that "
            "is wrong.",
            row=other.number,
            columns=format_list(self.env, different),
        )

    def _check_agent_brands(self, row, brands):
        names = [name for name in _SEPARATORS.split(row["brands"]) if name]
        unknown = [name for name in names if name.casefold() not in brands]
        if unknown:
            row.error(
                self.env._(
                    "%(label)s: there is no brand %(names)s. Import the catalogue "
                    "first, or correct the name.",
                    label=row.label("brands"),
                    names=format_list(self.env, unknown),
                )
            )
        return [brands[n.casefold()].id for n in names if n.casefold() in brands]

    def _check_agent_terms(self, row):
        mode, region_ids = self._check_agent_regions(row)
        ratio, days = row["supply_ratio"], row["settlement_days"]
        if not 0 < ratio <= 100:
            row.error(
                self.env._(
                    "%(label)s is %(value)s: it lies between 0 and 100 per cent of the "
                    "tag price.",
                    label=row.label("supply_ratio"),
                    value=f"{ratio:g}",
                )
            )
        days = 30 if days in (None, "") else days
        if days < 0 or days != int(days):
            row.error(
                self.env._(
                    "%(label)s is %(value)s: give a number of whole days.",
                    label=row.label("settlement_days"),
                    value=f"{days:g}",
                )
            )
        return {
            "region_mode": mode,
            "region_ids": region_ids,
            "supply_ratio": ratio,
            "settlement_days": int(days),
            "exchange_mode": self._check_agent_exchange(row),
        }

    def _check_agent_regions(self, row):
        text = row["regions"].strip()
        if text.casefold() in _EVERYWHERE:
            return "all", []
        excepted = _EXCEPT.match(text)
        names = _SEPARATORS.split(excepted["regions"] if excepted else text)
        provinces = self._get_provinces()
        region_ids = []
        for name in filter(None, names):
            found = resolve(province=name, city="", district="", detail="")
            if found.province in provinces:
                region_ids.append(provinces[found.province].id)
            else:
                row.error(
                    self.env._(
                        "%(label)s: there is no province “%(name)s”.",
                        label=row.label("regions"),
                        name=name,
                    )
                )
        return ("except" if excepted else "only"), sorted(region_ids)

    def _get_provinces(self):
        """Return ``{name: res.country.state}`` of China."""
        states = self.env["res.country.state"].search(
            [("country_id", "=", self.env.ref("base.cn").id)]
        )
        return {state.name: state for state in states}

    def _check_agent_exchange(self, row):
        text = row["exchange"].casefold()
        if text not in _ONLINE | _OFFLINE:
            row.error(
                self.env._(
                    "%(label)s “%(value)s” is unknown: write 在线 or 离线.",
                    label=row.label("exchange"),
                    value=row["exchange"],
                )
            )
        return "offline" if text in _OFFLINE else "online"

    def _check_agent_contact(self, row):
        wording = self.env["address.wording"]
        phone = normalise_phone(row["phone"])
        if phone.problem and row["phone"]:
            row.error(wording._get_words(phone.problem))
        found = resolve(row["province"], row["city"], row["district"], row["address"])
        if found.problem:
            row.error(wording._get_words(found.problem))
        elif found.note and found.note.code != "completed":
            row.note(wording._get_words(found.note))
        state = self._get_provinces().get(found.province)
        return {
            "phone": phone.number,
            "address": {
                "country_id": self.env.ref("base.cn").id,
                "state_id": state.id if state else False,
                "city": found.city,
                "district": found.district,
                "street": found.detail,
                "partner_latitude": found.lat,
                "partner_longitude": found.lon,
            },
        }

    def _check_agents_unchanged(self, rows):
        agents = self._find_agents([row.data["ref"] for row in rows])
        for row in rows:
            agent = agents.get(row.data["ref"])
            if agent and self._is_agent_unchanged(agent, row.data):
                row.duplicate(self.env._("Is there already, with the same values."))

    def _is_agent_unchanged(self, agent, data):
        warehouse = self._find_agent_warehouse(agent)
        if not warehouse or agent.name != data["name"]:
            return False
        contracts = {c.brand_id.id: c for c in self._find_contracts(agent)}
        agreed = all(
            brand_id in contracts and self._has_terms(contracts[brand_id], data)
            for brand_id in data["brand_ids"]
        )
        partner = warehouse.partner_id
        same_place = all(
            partner[name] == value
            for name, value in data["address"].items()
            if name in ("city", "district", "street")
        )
        return (
            agreed
            and same_place
            and warehouse.exchange_mode == data["exchange_mode"]
            and self._is_same_manager(warehouse.manager_id, data)
            and warehouse.dispatch_carrier_id
            == self._find_courier(data["courier"], warehouse.dispatch_carrier_id)
        )

    def _is_same_manager(self, manager, data):
        """Whether who is in charge is whom the row names, if it names anybody."""
        if not data["manager"]:
            return bool(manager)
        return manager.name == data["manager"] and (
            (manager.phone or "") == data["phone"]
        )
