import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";

import { formatMoney, priceFromEntry } from "./money";

/** Shows price and margin while the reseller types; the server decides on save. */
export class OwnPrice extends Interaction {
    static selector = ".oo_price_form";
    dynamicContent = {
        ".oo_value": { "t-on-input": this.update },
        "input[name=kind]": { "t-on-change": this.onKindChange },
        ".oo_live_price": { "t-out": () => this.priceText },
        ".oo_live_earn": {
            "t-out": () => this.earnText,
            "t-att-class": () => ({ oo_loss: this.margin < 0 }),
        },
    };

    setup() {
        this.take = Number(this.el.dataset.take);
        this.tag = Number(this.el.dataset.tag);
        this.symbol = this.el.dataset.symbol;
        this.update();
    }

    get kind() {
        return this.el.querySelector("input[name=kind]:checked").value;
    }

    /** Keep the price that is meant when another way of entering it is chosen. */
    onKindChange() {
        const input = this.el.querySelector(".oo_value");
        const value = {
            price: this.price,
            markup: (this.price / this.take - 1) * 100,
            discount: (this.price / this.tag) * 10,
        }[this.kind];
        input.value = Number.isFinite(value) ? String(Math.round(value * 10) / 10) : "";
        this.update();
        input.select();
    }

    update() {
        const typed = this.el.querySelector(".oo_value").value.replaceAll(",", "");
        this.price = priceFromEntry(this.kind, Number(typed) || 0, this.take, this.tag);
        this.margin = Math.round((this.price - this.take) * 100) / 100;
        const rate = this.price ? (100 * this.margin) / this.price : 0;
        this.priceText = formatMoney(this.price, this.symbol);
        const figures = {
            amount: formatMoney(Math.abs(this.margin), this.symbol),
            rate: Math.round(rate * 10) / 10,
        };
        this.earnText =
            this.margin < 0
                ? _t("Loss %(amount)s · %(rate)s%", figures)
                : _t("Margin %(amount)s · %(rate)s%", figures);
    }
}

registry.category("public.interactions").add("reseller_network.own_price", OwnPrice);
