"""Agents without a login of ours: a workbook at 10, 14 and 18 o'clock, and back."""

from ..day.imports import Import
from ..day.parcels import fill_in
from .actor import Actor
from .shop import Quiet

# the last ones are those of the next morning, for what was routed anew at night
SLOTS = (10, 14, 18, 24, 28, 32)


class OfflineAgents(Actor):
    """Fill in the workbooks that were made for them, some hours later."""

    every = 0.5

    def __init__(self, world):
        super().__init__(world, "operator", "offline agents")
        self.slots = list(SLOTS)
        # what was sent before the day is not part of it
        self.back = dict.fromkeys(self.session.call("exchange.file", "search", []))

    def act(self):
        if self.slots and self.clock.hour >= self.slots[0]:
            self.session.call("exchange.file", "generate")
            self.slots.pop(0)
        domain = [("id", "not in", list(self.back))]
        for file in self.session.read("exchange.file", domain, ["agent_id", "name"]):
            due = self.clock.hour + self.random.uniform(0.5, 3)
            if self.goes_wrong("a workbook that comes back late"):
                due += 6
            self.back[file["id"]] = (due, file)
        for number, plan in list(self.back.items()):
            if plan and self.clock.hour >= plan[0]:
                self._return(number, plan[1])
                self.back[number] = None

    def _return(self, number, file):
        content = self.session.page(f"/agent_dropship/exchange/{number}").content
        filled = fill_in(content, number)
        agent = file["agent_id"][0]
        if self.goes_wrong("a workbook of somebody else"):
            others = [one for one in self.world.agents if one != agent]
            self._upload(filled, file, self.random.choice(others))
        self._upload(filled, file, agent)
        if self.goes_wrong("the same workbook twice"):
            self._upload(filled, file, agent)

    def _upload(self, content, file, agent):
        batch = Import(
            self.session, "tracking", content, f"{file['name']}.xlsx", agent_id=agent
        )
        lines = batch.run(Quiet).lines()
        done = sum(line["status"] == "done" for line in lines)
        self.world.count("rows shipped by workbook", done)
