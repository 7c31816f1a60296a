import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Plus and minus beside a number of pieces. */
export class Stepper extends Interaction {
    static selector = ".oo_stepper";
    dynamicContent = {
        ".oo_less": { "t-on-click.prevent": () => this.step(-1) },
        ".oo_more": { "t-on-click.prevent": () => this.step(1) },
    };

    step(change) {
        const input = this.el.querySelector("input");
        const value = (Number(input.value) || 0) + change;
        input.value = Math.min(Math.max(value, Number(input.min)), Number(input.max));
        input.dispatchEvent(new Event("input", { bubbles: true }));
    }
}

registry.category("public.interactions").add("reseller_network.stepper", Stepper);
