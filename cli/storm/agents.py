"""Agents who work at the desk: accept, refuse, ship, hold back, take back."""

from ..day.parcels import OPEN
from .actor import Actor


class OnlineAgent(Actor):
    """Accepts what is new and ships what is accepted, a little later."""

    every = 0.3

    def __init__(self, world, login, agent_id):
        super().__init__(world, login, login)
        self.agent_id = agent_id
        self.asleep_until = 0.0

    def act(self):
        if self.clock.hour < self.asleep_until:
            return
        if self.goes_wrong("an agent silent for hours"):
            self.asleep_until = self.clock.hour + self.random.uniform(2, 6)
            return
        self._hold_back()
        rows = self._open_dispatches()
        new = [row["id"] for row in rows if row["dispatch_state"] == "new"]
        refused = [one for one in new if self.goes_wrong("dispatch refused")]
        for picking in refused:
            self.try_to(self._refuse, picking)
        accepted = [one for one in new if one not in refused]
        if accepted:
            self.try_to(self.session.call, "stock.picking", "action_accept", accepted)
            if self.goes_wrong("accepted twice"):
                again = ("stock.picking", "action_accept", accepted)
                self.try_to(self.session.call, *again)
        for row in rows:
            if row["dispatch_state"] == "accepted":
                self._ship(row["id"])
        self._take_back()

    def _open_dispatches(self):
        domain = [("agent_id", "=", self.agent_id), ("state", "=", "assigned")]
        domain += [("dispatch_state", "in", OPEN)]
        return self.session.read("stock.picking", domain, ["dispatch_state"])

    def _refuse(self, picking):
        reasons = self.session.call("dispatch.refuse.reason", "search", [])
        values = {
            "picking_ids": [(6, 0, [picking])],
            "reason_id": self.random.choice(reasons),
            "note": "今天不方便发",
        }
        ids = self.session.call("dispatch.refuse", "create", [values])
        self.session.call("dispatch.refuse", "action_refuse", ids)

    def _ship(self, picking):
        number = self.world.new_number()
        if self.goes_wrong("nonsense for a tracking number"):
            self.try_to(self._ship_as, picking, "见面单")
        self.try_to(self._ship_as, picking, number)
        if self.goes_wrong("shipped twice"):
            self.try_to(self._ship_as, picking, number)

    def _ship_as(self, picking, number):
        values = {
            "picking_ids": [(6, 0, [picking])],
            "carrier_id": self.world.carrier_id,
            "tracking_ref": number,
        }
        ids = self.session.call("dispatch.ship", "create", [values])
        self.session.call("dispatch.ship", "action_ship", ids)
        self.world.count("dispatches shipped at the desk")

    def _hold_back(self):
        """Say of cancelled parcels that they were found in time."""
        states = ["asked", "seen"]
        for row in self.session.read(
            "dispatch.interception",
            [("agent_id", "=", self.agent_id), ("state", "in", states)],
            ["state"],
        ):
            step = "action_seen" if row["state"] == "asked" else "action_stopped"
            self.try_to(self.session.call, "dispatch.interception", step, [row["id"]])

    def _take_back(self):
        """Agree to returns and book what came back."""
        domain = [("responsible_role", "=", "agent"), ("agent_id", "=", self.agent_id)]
        for row in self.session.read("outlet.case", domain, ["state", "kind"]):
            if row["state"] == "waiting":
                self.try_to(receive, self.session, row["id"])
            elif row["kind"] in ("return", "exchange"):
                call = ("outlet.case", "action_approve", [row["id"]])
                self.try_to(self.session.call, *call)


def receive(session, case):
    """Book everything a case expects as good, the way its form proposes."""
    ids = session.call("outlet.case.receive", "create", [{"case_id": case}])
    session.call("outlet.case.receive", "action_receive", ids)
