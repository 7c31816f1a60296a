import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** Goes on submitting the rows of a workbook, batch after batch. */
export class OrderFile extends Interaction {
    static selector = ".oo_file_progress";

    start() {
        this.goOn();
    }

    async goOn() {
        const url = `/my/outlet/orders/file/${this.el.dataset.file}/next`;
        let progress = { remaining: 1 };
        while (progress.remaining && !this.isDestroyed) {
            progress = await this.waitFor(rpc(url));
            this.el.querySelector("span").textContent = _t("%s rows to go", progress.remaining);
        }
        if (!progress.problem) {
            window.location.reload();
            return;
        }
        this.el.querySelector("span").textContent = progress.problem;
    }
}

/** A chosen workbook is uploaded at once: one tap less. */
export class OrderFileUpload extends Interaction {
    static selector = ".oo_upload";
    dynamicContent = {
        ".oo_drop_input": { "t-on-change": () => this.el.requestSubmit() },
    };
}

registry.category("public.interactions").add("reseller_network.order_upload", OrderFileUpload);
registry.category("public.interactions").add("reseller_network.order_file", OrderFile);
