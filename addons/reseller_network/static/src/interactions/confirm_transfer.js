import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Lets WeChat ask its user to receive a transfer; elsewhere it says where to go. */
export class ConfirmTransfer extends Interaction {
    static selector = ".oo_confirm_transfer";
    dynamicContent = { _root: { "t-on-click.prevent": this.confirm } };

    confirm() {
        const bridge = window.WeixinJSBridge;
        if (!bridge) {
            const problem = this.el.parentElement.querySelector(".oo_confirm_problem");
            problem.classList.remove("d-none");
            return;
        }
        const { mchId, appId } = this.el.dataset;
        bridge.invoke(
            "requestMerchantTransfer",
            { mchId, appId, package: this.el.dataset.package },
            () => window.location.reload()
        );
    }
}

registry
    .category("public.interactions")
    .add("reseller_network.confirm_transfer", ConfirmTransfer);
