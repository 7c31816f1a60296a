import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";

/** Copies a text; WeChat's browser has no clipboard API on some phones. */
export class CopyText extends Interaction {
    static selector = ".oo_copy";
    dynamicContent = { _root: { "t-on-click.prevent": this.copy } };

    async copy() {
        const text = this.el.dataset.copy;
        try {
            await this.waitFor(navigator.clipboard.writeText(text));
        } catch {
            this.copyBySelection(text);
        }
        const label = this.el.textContent;
        this.el.textContent = _t("Copied");
        this.waitForTimeout(() => (this.el.textContent = label), 1500);
    }

    copyBySelection(text) {
        const area = document.createElement("textarea");
        area.value = text;
        area.style.position = "fixed";
        area.style.opacity = "0";
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
    }
}

registry.category("public.interactions").add("reseller_network.copy_text", CopyText);
