import importlib.util
import json
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.tests import HttpCase

from ..courier import Event, Report
from .common import DropshipCommon

SIMULATOR = Path(__file__).parents[3] / "tests" / "simulators" / "kuaidi.py"


class TrackCommon(DropshipCommon):
    """Dispatches that were shipped, and what a courier tells of their parcels."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.coat, 20)
        cls.account = cls.env["courier.account"].create(
            {"name": "Kuaidi100", "customer": "CUSTOMER", "key": "the-key"}
        )
        cls.courier.write(
            {"courier_code": "zhongtong", "number_patterns": r"7[3-9]\d{12}"}
        )

    @classmethod
    def _shipped(cls, number, partner=None, **vals):
        """An order of one coat, shipped with this number."""
        order = cls._order(partner or cls.in_beijing, [(cls.coat, 1)], **vals)
        # ordered some days ago: what happened to the parcel comes after it
        order.date_order = fields.Datetime.now() - timedelta(days=5)
        order.picking_ids._ship(cls.courier, number)
        return order

    @classmethod
    def _event(cls, hours_ago, text, state=""):
        time = fields.Datetime.now() - timedelta(hours=hours_ago)
        return Event(time.replace(microsecond=0), text, state)

    def _tell(self, track, *events, ended=False):
        track._apply_report(Report("zhongtong", track.number, events, "", ended))


class KuaidiCommon(TrackCommon, HttpCase):
    """The provider runs on this machine; both sides talk over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        spec = importlib.util.spec_from_file_location("kuaidi", SIMULATOR)
        simulator = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(simulator)
        cls.kuaidi = simulator.Kuaidi("CUSTOMER", "the-key", slow=11)
        cls.kuaidi.__enter__()
        cls.addClassCleanup(cls.kuaidi.__exit__)
        cls.account.write({"base_url": cls.kuaidi.url, "key": "the-key"})
        # pushes come to where this test is served
        cls.env["ir.config_parameter"].set_param("web.base.url", cls.base_url())

    def setUp(self):
        super().setUp()
        self.kuaidi.forget()

    def _run(self, job):
        self.env.ref(f"agent_dropship.cron_courier_{job}").method_direct_trigger()

    def _subscribe(self):
        self._run("subscribe")

    def _push(self, number, **how):
        """Have the provider push; return (status, answer)."""
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = self.kuaidi.push(number, **how)
        self.env.invalidate_all()
        return answer

    def _read_pushes(self):
        self._run("push")

    def _get_subscription(self):
        """What the provider was sent last."""
        _path, form = self.kuaidi.requests[-1]
        return json.loads(form["param"])
