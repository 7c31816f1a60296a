"""Who acts: logins for every agent, the shop, the buyers, the courier."""

from ..day.client import Session
from .agents import OnlineAgent
from .buyers import Buyers, Clerk
from .courier import Courier
from .machine import Crons
from .offline import OfflineAgents
from .shop import Shop

HOURS = {
    "dispatch_accept_hours": 4.0,
    "dispatch_ship_hours": 24.0,
    "case_hours_reseller": 12.0,
    "case_hours_agent": 12.0,
    "case_hours_brand": 12.0,
}


def gather(world, orders):
    """Prepare the stage as the operator; return the actors, the shop first."""
    admin = Session(world.url, world.database, "admin")
    operator = Session(world.url, world.database, "operator")
    _hurry(world, admin)
    world.carrier_id = operator.call(
        "delivery.carrier", "search", [("courier_code", "=", "yuantong")], limit=1
    )[0]
    owner = Session(world.url, world.database, "reseller").partner_id
    shop = Shop(world, orders, owner)
    agents = _agents(world, admin, operator)
    courier = Courier(world, admin)
    return [
        shop,
        *agents,
        OfflineAgents(world),
        Buyers(world),
        Clerk(world),
        courier,
        Crons(world),
    ]


def _hurry(world, admin):
    """Let every term that is counted in hours pass as fast as the day."""
    company = admin.call("res.company", "search", [], limit=1)
    values = {name: hours / world.clock.speed for name, hours in HOURS.items()}
    admin.call("res.company", "write", company, values)


def _agents(world, admin, operator):
    """One login per agent who works online; the others get workbooks."""
    rows = operator.read(
        "stock.warehouse", [("agent_id", "!=", False)], ["agent_id", "exchange_mode"]
    )
    world.agents = sorted({row["agent_id"][0] for row in rows})
    online = {row["agent_id"][0] for row in rows if row["exchange_mode"] == "online"}
    named = [("module", "=", "brand_outlet"), ("name", "=", "group_agent")]
    group = admin.read("ir.model.data", named, ["res_id"])[0]["res_id"]
    actors = []
    for agent in sorted(online):
        login = f"agent{agent}"
        values = {"name": login, "login": login, "password": login, "party_id": agent}
        values |= {"group_ids": [(6, 0, [group])], "lang": "zh_CN"}
        admin.call("res.users", "create", [values], context={"no_reset_password": True})
        actors.append(OnlineAgent(world, login, agent))
    return actors
