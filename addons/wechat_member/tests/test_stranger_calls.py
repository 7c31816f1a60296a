"""Every public method of every model here, called by those it is not for."""

import inspect
from contextlib import suppress

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .test_stranger_till import StrangerCommon

OURS = "odoo.addons.wechat_member"
# what the framework offers for every model keeps to access rights by itself
FRAMEWORK = {
    "create",
    "write",
    "unlink",
    "copy",
    "copy_data",
    "init",
    "default_get",
    "name_search",
    "search",
    "read",
}
# what a stranger sends for a parameter of this name
TOLD = {
    "amount": 1,
    "birthday": False,
    "card_ids": [1],
    "code": "x",
    "costs": {"1": 1},
    "coupon_data": {},
    "coupon_updates": [],
    "creation_date": "2026-01-15 10:00:00",
    "device": "x",
    "name": "x",
    "note": "x",
    "number": "x",
    "order_ids": [],
    "order_uuid": "x",
    "payment_uuid": "x",
    "phone": "13800138000",
    "pricelist_id": 1,
    "request_no": "stranger-1",
    "token": "x",
}


@tagged("post_install", "-at_install")
class TestStrangerCalls(StrangerCommon):
    def _walk(self, user):
        """Yield (name of the method, call) of everything this user may send."""
        told = {
            **TOLD,
            "company_id": self.company.id,
            "config_id": self.till.id,
            "method_id": self.till.payment_method_ids[:1].id,
            "order_id": 1,
            "partner_id": self.member.id,
        }
        for model in sorted(self.env.registry):
            records = self.env[model]
            if records._transient or not records._auto or records._abstract:
                # wizards belong to who made them
                record = records.browse(1).with_user(user)
            else:
                own = [("company_id", "=", self.company.id)]
                has_company = "company_id" in records._fields
                found = records.sudo().with_context(active_test=False)
                found = found.search(own if has_company else [], limit=1)
                record = records.browse(found.id or 1).with_user(user)
            for name, method in self._get_methods(type(records)):
                wanted = list(inspect.signature(method).parameters.values())[1:]
                args = [
                    told[one.name]
                    for one in wanted
                    if one.kind == one.POSITIONAL_OR_KEYWORD
                    and (one.default is one.empty or one.name in told)
                ]
                yield (
                    f"{model}.{name}",
                    lambda record=record, name=name, args=args: getattr(record, name)(
                        *args
                    ),
                )

    def _get_methods(self, model_class):
        for name in dir(model_class):
            if name.startswith("_") or name in FRAMEWORK:
                continue
            method = getattr(model_class, name, None)
            origins = [
                vars(base)[name] for base in model_class.__mro__ if name in vars(base)
            ]
            if any(
                inspect.isfunction(one) and one.__module__.startswith(OURS)
                for one in origins
            ):
                yield name, method

    def _count_written(self):
        """Return how many rows this transaction has written, taken back or not."""
        self.env.flush_all()
        [(rows,)] = self.env.execute_query(
            SQL(
                "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)"
                " FROM pg_stat_xact_user_tables"
            )
        )
        return rows

    def test_a_stranger_s_call_is_refused_or_writes_nothing(self):
        """Proves R181."""
        employee = new_test_user(self.env, "no.role", "base.group_user")
        for user in (self.portal, employee, self.rival_cashier):
            calls = list(self._walk(user))
            self.assertGreater(len(calls), 100)
            for name, call in calls:
                before = self._count_written()
                with self.subTest(user=user.login, method=name):
                    # ValueError: it wants one record, and there is none
                    with suppress(UserError, ValueError), self.cr.savepoint():
                        call()
                        written = self._count_written() - before
                        self.assertEqual(written, 0)
