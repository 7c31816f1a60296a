import { ReceiptScreen } from "@point_of_sale/app/screens/receipt_screen/receipt_screen";
import { useTillKeys } from "@wechat_member/app/utils/till_keys";
import { patch } from "@web/core/utils/patch";

patch(ReceiptScreen.prototype, {
    setup() {
        super.setup(...arguments);
        useTillKeys({ F8: () => this.pos.orderDone(this.currentOrder) });
    },
});
