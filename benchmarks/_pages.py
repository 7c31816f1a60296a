"""Whole pages: from the request to the last byte, answered by this process."""

import logging
import re
import statistics
import time

from werkzeug.test import Client

from odoo import http
from odoo.fields import Command
from odoo.tools import config

# The yardstick is a page of the core's portal as its users meet it: a buyer's list of
# orders. An empty one would measure the frame around a page.
PORTAL = "/my/orders"
BUYER = "bench_buyer"
ORDERS = 40
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def serve(context):
    """Let this process answer for the database of the benchmark."""
    config["db_name"] = [context.registry.db_name]
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


def log_in_buyer(context):
    """Return the session of a portal user who has ``ORDERS`` orders, no more."""
    with context.environment(commit=True) as env:
        if not env["res.users"].search_count([("login", "=", BUYER)]):
            _make_buyer(env)
    return log_in(BUYER)


def _make_buyer(env):
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": BUYER,
                "login": BUYER,
                "password": BUYER,
                "group_ids": [Command.set(env.ref("base.group_portal").ids)],
            }
        )
    )
    service = env["product.product"].create(
        {"name": "Hour of Work", "type": "service", "list_price": 80.0}
    )
    line = Command.create({"product_id": service.id, "product_uom_qty": 2.0})
    values = {"partner_id": user.partner_id.id, "order_line": [line]}
    orders = env["sale.order"].create([values] * ORDERS)
    # as the portal lists them; what confirming does is not what is measured
    orders.write({"state": "sale"})


def log_in(login):
    """Return the session of a portal user; the password is the login."""
    client = Client(http.root)
    here = {"REMOTE_ADDR": "127.0.0.1"}
    page = client.get("/web/login", environ_overrides=here).get_data(as_text=True)
    form = {
        "login": login,
        "password": login,
        "csrf_token": CSRF.search(page).group(1),
    }
    answer = client.post("/web/login", data=form, environ_overrides=here)
    assert answer.status_code == 303, answer.status
    return client.get_cookie("session_id").value


def view(path, viewer, session=""):
    """Return the milliseconds until a viewer has all of a page."""
    client = Client(http.root)
    if session:
        client.set_cookie("session_id", session)
    start = time.perf_counter()
    answer = client.get(
        path,
        headers={"User-Agent": "Mozilla/5.0 MicroMessenger", "Accept": "text/html"},
        environ_overrides={"REMOTE_ADDR": f"10.{viewer // 250}.{viewer % 250}.7"},
    )
    size = len(answer.get_data())
    took = 1000 * (time.perf_counter() - start)
    assert answer.status_code == 200 and size > 1000, (path, answer.status)
    return took


def figure(name, ours, theirs):
    """Return the ratio of the 95th percentiles of two lists of milliseconds."""
    one, other = _p95(ours), _p95(theirs)
    return {
        "name": name,
        "ratio": one / other,
        "numerator": one,
        "denominator": other,
        "unit": "ms",
        "median": statistics.median(ours),
        "median_denominator": statistics.median(theirs),
        "most": max(ours),
    }


def _p95(values):
    return sorted(values)[int(len(values) * 0.95) - 1]
