import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

const PAUSE = 2000;

/** Asks whether an order that waits in the queue is through, then shows it. */
export class OrderQueue extends Interaction {
    static selector = ".oo_queue";

    start() {
        this.waitForTimeout(() => this.ask(), PAUSE);
    }

    async ask() {
        const url = `/my/outlet/orders/${this.el.dataset.order}/queue`;
        if (await this.waitFor(rpc(url, {}))) {
            this.waitForTimeout(() => this.ask(), PAUSE);
        } else {
            window.location.reload();
        }
    }
}

registry.category("public.interactions").add("reseller_network.order_queue", OrderQueue);
