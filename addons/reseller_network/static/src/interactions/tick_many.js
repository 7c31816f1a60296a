import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Counts what is ticked, and lets nobody tick more than one post holds. */
export class TickMany extends Interaction {
    static selector = ".ol_many";
    dynamicContent = { "input[name=article]": { "t-on-change": this.update } };

    start() {
        this.update();
    }

    update() {
        const boxes = [...this.el.querySelectorAll("input[name=article]")];
        const count = boxes.filter((box) => box.checked).length;
        const full = count >= Number(this.el.dataset.most);
        for (const box of boxes) {
            box.disabled = full && !box.checked;
        }
        this.el.querySelector(".ol_count").textContent = count ? `(${count})` : "";
        this.el.querySelector("button[type=submit]").disabled = !count;
    }
}

registry.category("public.interactions").add("reseller_network.tick_many", TickMany);
