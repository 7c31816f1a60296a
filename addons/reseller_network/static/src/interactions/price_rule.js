import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";

import { formatMoney } from "./money";

const ROUNDINGS = {
    fen: (price) => Math.round(price * 100) / 100,
    yuan: (price) => Math.round(price),
    nine: (price) => Math.max(Math.round(price - 0.9), 0) + 0.9,
    tens: (price) => 10 * Math.max(Math.round((price - 9) / 10), 0) + 9,
};

/** Shows what a rule gives for one article while it is typed. */
export class PriceRule extends Interaction {
    static selector = ".oo_rule_form[data-take]";
    dynamicContent = {
        "input, select": { "t-on-input": this.update },
        ".oo_live_price": { "t-out": () => this.priceText },
        ".oo_live_earn": { "t-out": () => this.earnText },
    };

    setup() {
        this.update();
    }

    update() {
        const { take, tag, floor, symbol } = this.el.dataset;
        const typed = Number(this.el.elements.value.value.replaceAll(",", "")) || 0;
        const raw =
            this.el.elements.kind.value === "markup"
                ? Number(take) * (1 + typed / 100)
                : (Number(tag) * typed) / 100;
        const rounded = ROUNDINGS[this.el.elements.rounding.value](raw);
        const price = Math.min(Math.max(rounded, Number(floor || 0)), Number(tag));
        const margin = price - Number(take);
        this.priceText = formatMoney(price, symbol);
        this.earnText = _t("Margin %(amount)s · %(rate)s%", {
            amount: formatMoney(margin, symbol),
            rate: Math.round((1000 * margin) / price) / 10,
        });
    }
}

registry.category("public.interactions").add("reseller_network.price_rule", PriceRule);
