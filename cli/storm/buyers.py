"""What buyers do, cancel and give back, and who decides about it."""

from ..steps import Problem
from .actor import Actor
from .agents import receive


class Buyers(Actor):
    """Cancels some orders early, some late, and sends some goods back."""

    every = 0.4

    def __init__(self, world):
        super().__init__(world, "operator", "buyers")
        self.plans = {}

    def act(self):
        self._decide()
        for order, (hour, deed) in list(self.plans.items()):
            if not deed or self.clock.hour < hour:
                continue
            try:
                done = deed(order)
            except Problem as problem:
                self.failed(problem)
                done = "no answer from" not in str(problem)
            if done:
                self.plans[order] = (hour, None)

    def _decide(self):
        """What each new order's buyer will do, and when."""
        for order in self.world.orders(self.session):
            if order in self.plans:
                continue
            hour, deed = self.clock.hour + self.random.uniform(0.2, 8), None
            if self.goes_wrong("order cancelled"):
                deed = self._cancel
            elif self.goes_wrong("goods given back"):
                deed = self._give_back
            self.plans[order] = (hour, deed)

    def _cancel(self, order):
        self.session.call("sale.order", "action_cancel", [order])
        if self.goes_wrong("order cancelled twice"):
            self.session.call("sale.order", "action_cancel", [order])
        return True

    def _give_back(self, order):
        row = self.session.read("sale.order", [("id", "=", order)], ["state"])[0]
        if row["state"] != "sale":
            return True
        delivered = [("sale_id", "=", order), ("dispatch_state", "=", "delivered")]
        if not self.session.call("stock.picking", "search_count", delivered):
            return False
        opened = self.session.call("sale.order", "action_file_case", [order])
        wizard = ("outlet.case.new", "action_file", [opened["res_id"]])
        self.session.call(*wizard)
        if self.goes_wrong("the same return twice"):
            self.session.call(*wizard)
        return True


class Clerk(Actor):
    """The operator's clerk: calls parcels back, decides cases, or leaves them."""

    every = 0.5

    def __init__(self, world):
        super().__init__(world, "operator", "clerk")

    def act(self):
        self._call_back()
        domain = [("state", "in", ["open", "waiting"])]
        domain += [("responsible_role", "in", ["operator", "reseller"])]
        for row in self.session.read("outlet.case", domain, ["state", "kind"]):
            if self.goes_wrong("a case left lying"):
                continue
            if row["state"] == "waiting":
                self.try_to(receive, self.session, row["id"])
            elif row["kind"] in ("return", "exchange", "interception"):
                call = ("outlet.case", "action_approve", [row["id"]])
                self.try_to(self.session.call, *call)

    def _call_back(self):
        """Ask the courier for parcels of cancelled orders."""
        model = "dispatch.interception"
        domain = [("state", "in", ["too_late", "courier_asked"])]
        for row in self.session.read(model, domain, ["state", "tracking_ref"]):
            if row["state"] == "too_late":
                step = (model, "action_courier_asked", [row["id"]])
                self.try_to(self.session.call, *step)
            self.world.call_back(row["tracking_ref"])
