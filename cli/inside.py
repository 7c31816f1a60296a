"""What is done inside Odoo; run as `python -m cli.inside FUNCTION CONFIG DATABASE`."""

import base64
import contextlib
import io
import logging
import re
import sys
import zipfile

from . import (
    demo_campaigns,
    demo_cases,
    demo_customers,
    demo_desk,
    demo_doors,
    demo_exchange,
    demo_goods,
    demo_history,
    demo_links,
    demo_money,
    demo_month,
    demo_network,
    demo_orders,
    demo_parcels,
    demo_reports,
    demo_scores,
    demo_selection,
    demo_sessions,
    demo_shop,
    demo_targets,
    demo_tiers,
    demo_wechat,
    paths,
)

_logger = logging.getLogger(__name__)
COMPANY = "品牌折扣工厂店运营中心"
TIME_ZONE = "Asia/Shanghai"
WORKBOOKS = [("catalogue", "catalogue.xlsx"), ("agents_stock", "agents_stock.xlsx")]


@contextlib.contextmanager
def environment(config, database):
    """An environment of the superuser, committed at the end."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config as settings

    settings.parse_config(["-c", config, "-d", database, "--no-http"])
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


def load_demo(env):
    """Set the company up and load the demo of our addons; the core's stays out."""
    from odoo.tools.convert import convert_file

    _set_up_company(env)
    for module in _in_dependency_order(env):
        for filename in _demo_files(module.name):
            _logger.info("demo %s/%s", module.name, filename)
            convert_file(env, module.name, filename, {}, mode="init", noupdate=True)
    env["res.users"].search([]).write({"tz": TIME_ZONE, "lang": "zh_CN"})
    _open_doors(env)


def _open_doors(env):
    """Let visitors of the demo pay with nothing, and log in without a telephone."""
    provider = env.ref("payment.payment_provider_demo")
    provider.write({"name": "模拟支付", "state": "test", "is_published": True})
    _keep_codes(env.ref("payment_demo.payment_details"))
    env["ir.config_parameter"].set_param("outlet_base.phone_code_shown", "yes")


def _keep_codes(form):
    """The Chinese of this form translates the codes it sends, too, and then nothing is
    ever paid: give them back."""
    source, chinese = (form.with_context(lang=lang) for lang in ("en_US", "zh_CN"))
    terms = form._fields["arch_db"].get_trans_terms
    mended = {}
    for term, words in zip(terms(source.arch_db), terms(chinese.arch_db), strict=True):
        codes = iter(re.findall(r'<option value="(\w+)"', term))
        mended[term] = re.sub(
            r'<option value="[^"]+"',
            lambda _found, codes=codes: f'<option value="{next(codes)}"',
            words,
        )
    form.update_field_translations("arch_db", {"zh_CN": mended})


def import_workbooks(env):
    """Feed the sample workbooks through the importers a user would use."""
    from odoo import fields

    operator = env["res.users"].search([("login", "=", "operator")])
    env = env(user=operator, context={"lang": operator.lang, "tz": operator.tz})
    for kind, filename in WORKBOOKS:
        values = {"file": _encoded(paths.ROOT / "tests" / "data" / filename)}
        if kind == "catalogue":
            values["picture_zip"] = _zipped(paths.ROOT / "tests" / "data" / "pictures")
        _bring_in(env, kind, filename, values)
    demo_network.open_shops(env)
    demo_history.make(env)
    demo_network.sell_for_agents(env, demo_history.order_values, demo_history.settle)
    demo_goods.dress(env, fields.Date.context_today(operator))
    env.cr.commit()
    reseller = env["res.users"].search([("login", "=", "reseller")])
    orders = _bring_in(
        env,
        "orders",
        "orders_demo.xlsx",
        {
            "file": base64.b64encode(demo_orders.workbook()),
            "reseller_id": reseller.partner_id.id,
        },
    )
    ids = set(orders.line_ids.mapped("res_id"))
    fresh = env["sale.order"].browse(sorted(ids))
    demo_links.share(env(su=True), fields.Date.context_today(operator))
    demo_exchange.make(fresh, fields.Datetime.now())
    demo_orders.play(fresh, fields.Datetime.now())
    demo_parcels.tell(fresh.sudo(), fields.Datetime.now())
    demo_cases.make(fresh)
    demo_desk.work(fresh)
    demo_scores.make(env)
    demo_shop.make(env(su=True))
    demo_sessions.plan(env)
    demo_tiers.set_rates(env)
    demo_selection.make(env(su=True), fields.Datetime.now())
    env.cr.commit()
    demo_money.make(env(su=True))
    demo_month.make(env(su=True))
    demo_network.try_offers(env(su=True))
    demo_wechat.make(env(su=True))
    demo_targets.make(env(su=True))
    demo_campaigns.make(env(su=True))
    demo_doors.make(env(su=True))
    demo_reports.make(env(su=True))
    demo_customers.play(env(su=True), env.ref("brand_outlet.partner_reseller_amei"))


def _bring_in(env, kind, filename, values):
    """Check and apply one workbook; something of it has to come in."""
    batch = env["outlet.import"].create({"kind": kind, "filename": filename, **values})
    batch.action_check()
    while True:
        progress = batch.apply_next()
        env.cr.commit()
        _logger.info("%s %s", filename, progress)
        if not progress["remaining"]:
            break
    if not progress["done"]:
        raise ValueError(f"{filename}: {batch.line_ids[:1].message}")
    return batch


def _set_up_company(env):
    company = env.ref("base.main_company")
    company.write({"name": COMPANY, "account_price_include": "tax_included"})
    company.partner_id.write({"tz": TIME_ZONE, "lang": "zh_CN"})


def _in_dependency_order(env):
    names = set(paths.addon_names())
    modules = env["ir.module.module"].search(
        [("name", "in", list(names)), ("state", "=", "installed")]
    )
    ordered = modules.browse()
    while modules - ordered:
        missing = names - set(ordered.mapped("name"))
        for module in modules - ordered:
            if not missing & set(module.dependencies_id.mapped("name")):
                ordered |= module
    return ordered


def _demo_files(addon):
    from odoo.modules.module import Manifest

    return Manifest.for_addon(addon).get("demo", [])


def _encoded(path):
    return base64.b64encode(path.read_bytes())


def _zipped(folder):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return base64.b64encode(stream.getvalue())


def main(function, config, database):
    with environment(config, database) as env:
        globals()[function](env)


if __name__ == "__main__":
    main(*sys.argv[1:])
