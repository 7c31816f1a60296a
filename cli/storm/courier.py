"""The courier: carries every parcel, and tells of it through the tracking provider."""

from tests.simulators.kuaidi import Kuaidi

from .actor import Actor

# state code, what is written at it
WAY = [
    ("103", "【{city}】快递员已揽收"),
    ("0", "【{city}】快件已发往下一站"),
    ("5", "快递员正在派件，请保持电话畅通"),
]
SIGNED = ("301", "您的快件已签收，感谢使用")
BACK = [("14", "收件人拒收"), ("6", "快件退回途中"), ("4", "退件已由寄件人签收")]


class Courier(Actor):
    """Moves every parcel one step a turn; some news get lost, doubled or mixed up."""

    every = 0.5

    def __init__(self, world, admin):
        super().__init__(world, name="courier")
        self.kuaidi = Kuaidi().__enter__()
        self.ways, self.untold = {}, set()
        values = {"name": "快递100", "base_url": self.kuaidi.url}
        values |= {"customer": self.kuaidi.customer, "key": self.kuaidi.key}
        admin.call("ir.config_parameter", "set_param", "web.base.url", world.url)
        known = admin.call("courier.account", "search", [])
        if known:
            admin.call("courier.account", "write", known, values)
        else:
            admin.call("courier.account", "create", [values])

    def act(self):
        for number in list(self.untold):
            self._tell(number)
        for number in list(self.kuaidi.parcels):
            if number not in self.ways:
                self.ways[number] = self._plan()
            if number in self.world.called_back:
                self.world.called_back.discard(number)
                self.ways[number] = list(BACK[1:])
            if self.ways[number]:
                self._move(number)

    def _plan(self):
        if self.goes_wrong("parcel refused by the consumer"):
            return WAY + BACK
        return [*WAY, SIGNED]

    def _move(self, number):
        code, text = self.ways[number].pop(0)
        self.kuaidi.move(number, text.format(city="天津"), code)
        if self.goes_wrong("news of a parcel lost"):
            # told a turn later, with what has happened by then
            self.untold.add(number)
            return
        if self.goes_wrong("forged news of a parcel"):
            self._push(number, sign="0" * 32)
        if self.goes_wrong("old news of a parcel"):
            self._push(number, events=self.kuaidi.parcels[number].events[:1])
        self._tell(number, 2 if self.goes_wrong("news doubled") else 1)

    def _tell(self, number, times=1):
        """Push all there is; a provider pushes again what was not answered well."""
        status = self._push(number, times=times)
        (self.untold.discard if status == 200 else self.untold.add)(number)

    def _push(self, number, **how):
        try:
            return self.kuaidi.push(number, **how)[0]
        except OSError:
            self.world.count("lost answers")
            return 0
