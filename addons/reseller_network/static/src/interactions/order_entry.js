import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

import { formatMoney } from "./money";

const FIELDS = ["name", "phone", "province", "city", "district", "detail"];

/** Takes pasted text apart at once, keeps the sums right, submits once. */
export class OrderEntry extends Interaction {
    static selector = ".oo_entry_form";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
        "textarea[name=text]": { "t-on-input": this.debounced(this.parse, 400) },
        ".oo_line_price, .oo_line_quantity": { "t-on-input": this.updateSums },
    };

    async parse() {
        const text = this.el.querySelector("textarea[name=text]").value.trim();
        if (text.length < 8) {
            return;
        }
        const found = await this.waitFor(rpc("/my/outlet/order/parse", { text }));
        for (const field of FIELDS) {
            const input = this.el.elements[field];
            input.value = found[field];
            input.classList.toggle("oo_wrong", Boolean(found.problems[field]));
        }
        for (const place of this.el.querySelectorAll("[data-problem]")) {
            place.textContent = found.problems[place.dataset.problem] || "";
        }
    }

    updateSums() {
        let paid = 0;
        let earned = 0;
        for (const line of this.el.querySelectorAll(".oo_line")) {
            const quantity = Number(line.querySelector(".oo_line_quantity")?.value) || 0;
            const price =
                Number(line.querySelector(".oo_line_price")?.value.replaceAll(",", "")) || 0;
            paid += price * quantity;
            earned += (price - Number(line.dataset.take)) * quantity;
        }
        const { symbol } = this.el.querySelector(".oo_submit_bar").dataset;
        this.el.querySelector(".oo_sum_paid").textContent = formatMoney(paid, symbol);
        this.el.querySelector(".oo_sum_earned").textContent = formatMoney(earned, symbol);
    }

    /** A second tap while the first is under way does nothing. */
    onSubmit(ev) {
        if (this.isSubmitted) {
            ev.preventDefault();
            return;
        }
        this.isSubmitted = true;
        ev.submitter?.classList.add("oo_busy");
    }
}

registry.category("public.interactions").add("reseller_network.order_entry", OrderEntry);
