import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

/** Puts an article into the own shop, or takes it out, without leaving the list. */
export class PickHeart extends Interaction {
    static selector = ".oo_heart";
    dynamicContent = {
        _root: { "t-on-submit.prevent": this.locked(this.toggle) },
        button: { "t-att-aria-pressed": () => String(this.picked) },
        ".fa": {
            "t-att-class": () => ({
                "fa-heart": this.picked,
                "fa-heart-o": !this.picked,
            }),
        },
    };

    setup() {
        this.picked = this.el.elements.wanted.value === "0";
    }

    async toggle() {
        const wanted = !this.picked;
        const answer = await this.waitFor(
            rpc("/my/outlet/pick", {
                template_id: Number(this.el.dataset.article),
                wanted,
            })
        );
        if (answer.problem) {
            // the page of the shop says what is wrong
            this.el.submit();
            return;
        }
        this.picked = wanted;
        this.el.elements.wanted.value = wanted ? "0" : "1";
    }
}

registry.category("public.interactions").add("reseller_network.pick_heart", PickHeart);
