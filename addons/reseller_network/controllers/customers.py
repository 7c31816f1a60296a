from odoo.exceptions import UserError, ValidationError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.reseller_contract_customer import VIEWS
from .order_entry import OrderEntryPortal
from .selection import to_int

PAGE_SIZE = 30
URL = "/my/outlet/customers"


class CustomersPortal(OrderEntryPortal):
    """A shopkeeper's customers: found, noted, asked again, ordered for."""

    @route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", methods=["GET"])
    def outlet_customers(self, page=1, view="", search="", done=""):
        """His customers, with how many came again and who is due."""
        contract = self._serving_contract()
        view = view if view in VIEWS else ""
        search = search.strip()[:60]
        found = contract._search_customers(
            view, search, (max(page, 1) - 1) * PAGE_SIZE, PAGE_SIZE
        )
        return self._render(
            "outlet_customers_page",
            contract,
            "me",
            customers=contract._customer_cards(found),
            view=view,
            search=search,
            is_done=bool(done),
            counts=contract._customer_counts(),
            figures=contract._customer_figures(),
            pager=portal_pager(
                url=URL,
                url_args={"view": view, "search": search},
                total=contract._customers_total(view, search),
                page=page,
                step=PAGE_SIZE,
                scope=3,
            ),
        )

    @route(f"{URL}/new", type="http", auth="user", methods=["GET"])
    def outlet_customer_new(self):
        """The form for a customer who has not ordered yet."""
        contract = self._serving_contract()
        return self._render_customer_form(contract, None, {})

    @route(f"{URL}/save", type="http", auth="user", methods=["POST"])
    def outlet_customer_save(self, customer_id="", **post):
        """Create or change a customer; a known phone is the same person."""
        contract = self._serving_contract()
        customer = contract._find_customer(to_int(customer_id))
        if customer_id and not customer:
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                customer = contract._save_customer(customer, self._read_post(post))
        except (UserError, ValidationError) as error:
            return self._render_customer_form(contract, customer, post, str(error))
        return request.redirect(f"{URL}/{customer.id}?done=saved")

    @route(f"{URL}/<int:customer_id>", type="http", auth="user", methods=["GET"])
    def outlet_customer(self, customer_id, done=""):
        """One customer: last contact, orders, notes, the day of the follow-up."""
        contract, customer = self._serve_customer(customer_id)
        return self._render_customer(contract, customer, done=done)

    @route(f"{URL}/<int:customer_id>/edit", type="http", auth="user", methods=["GET"])
    def outlet_customer_edit(self, customer_id):
        """The form of name, phone, birthday and tags."""
        contract, customer = self._serve_customer(customer_id)
        return self._render_customer_form(contract, customer, {})

    @route(f"{URL}/<int:customer_id>/note", type="http", auth="user", methods=["POST"])
    def outlet_customer_note(self, customer_id, text="", kind="", next_step="", **_kw):
        """Note something, or that they talked, and when to ask again."""
        contract, customer = self._serve_customer(customer_id)
        kind = "contact" if kind == "contact" else "note"
        contract._note_on_customer(customer, text, kind, next_step)
        return request.redirect(f"{URL}/{customer.id}?done=noted")

    @route(
        f"{URL}/<int:customer_id>/consent", type="http", auth="user", methods=["POST"]
    )
    def outlet_customer_consent(self, customer_id, how="", withdraw="", **_kw):
        """Note that the customer agreed to offers, or does not want them any more."""
        contract, customer = self._serve_customer(customer_id)
        if withdraw:
            customer._withdraw_consent()
            return request.redirect(f"{URL}/{customer.id}?done=noted")
        try:
            customer._note_consent(how)
        except UserError as error:
            return self._render_customer(contract, customer, problem=str(error))
        return request.redirect(f"{URL}/{customer.id}?done=noted")

    @route(
        f"{URL}/<int:customer_id>/message", type="http", auth="user", methods=["POST"]
    )
    def outlet_customer_message(self, customer_id, text="", channel="chat", **_kw):
        """Write an offer to this one customer, as far as the gate lets it pass."""
        contract, customer = self._serve_customer(customer_id)
        channel = "sms" if channel == "sms" else "chat"
        try:
            decision, words = contract._write_to_customer(customer, text, channel)
        except UserError as error:
            return self._render_customer(contract, customer, problem=str(error))
        if decision.state == "withheld":
            return self._render_customer(
                contract, customer, problem=decision._get_words(), text=text
            )
        return self._render_customer(
            contract,
            customer,
            done="sent" if channel == "sms" else "",
            released=words if channel == "chat" else "",
        )

    @route(f"{URL}/<int:customer_id>/order", type="http", auth="user", methods=["POST"])
    def outlet_customer_order(self, customer_id, **_kw):
        """Start an order for this customer; goods chosen before stay."""
        contract, customer = self._serve_customer(customer_id)
        self._shop_contract()
        draft = self._draft() | contract._customer_receiver(customer)
        self._keep(draft)
        if draft["lines"]:
            return request.redirect("/my/outlet/order/new")
        return request.redirect("/my/outlet/articles?stock=1")

    @route(f"{URL}/<int:customer_id>/erase", type="http", auth="user", methods=["POST"])
    def outlet_customer_erase(self, customer_id, sure="", **_kw):
        """Forget a customer who asked for it."""
        contract, customer = self._serve_customer(customer_id)
        problem = "" if sure else request.env._("Tick the box if you are sure.")
        if not problem:
            try:
                with request.env.cr.savepoint():
                    customer._erase()
            except UserError as error:
                problem = str(error)
        if problem:
            return self._render_customer(contract, customer, problem=problem)
        return request.redirect(f"{URL}?done=1")

    def _serve_customer(self, customer_id):
        contract = self._serving_contract()
        customer = contract._find_customer(customer_id)
        if not customer:
            raise request.not_found()
        return contract, customer

    def _read_post(self, post):
        """Return what was typed; the birthday comes as two fields."""
        month, day = (to_int(post.get(name)) for name in ("month", "day"))
        birthday = f"{month:02d}-{day:02d}" if month and day else ""
        return {**post, "birthday": birthday}

    def _render_customer(self, contract, customer, **values):
        return self._render(
            "outlet_customer_page",
            contract,
            "me",
            customer=contract._customer_sheet(customer),
            states=self._get_parcel_labels(),
            csrf_token=request.csrf_token(),
            is_running=contract._is_running(),
            **{"problem": "", "done": "", "released": "", "text": "", **values},
        )

    def _get_parcel_labels(self):
        field = request.env["sale.order"]._fields["parcel_state"]
        return dict(field._description_selection(request.env))

    def _render_customer_form(self, contract, customer, post, problem=""):
        known = contract._customer_cards(customer)[0] if customer else {}
        values = {
            "name": known.get("name", ""),
            "phone": known.get("phone", ""),
            "tags": " ".join(known.get("tags", [])),
            "month": to_int(known.get("birthday", "")[:2]),
            "day": to_int(known.get("birthday", "")[3:]),
        }
        for name in ("name", "phone", "tags"):
            values[name] = post.get(name, values[name])
        for name in ("month", "day"):
            values[name] = to_int(post.get(name)) or values[name]
        return self._render(
            "outlet_customer_form_page",
            contract,
            "me",
            customer_id=customer.id if customer else 0,
            values=values,
            problem=problem,
            csrf_token=request.csrf_token(),
        )
