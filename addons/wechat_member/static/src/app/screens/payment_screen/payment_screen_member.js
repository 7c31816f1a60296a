import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { useBarcodeReader } from "@point_of_sale/app/hooks/barcode_reader_hook";
import { useTillKeys } from "@wechat_member/app/utils/till_keys";
import { patch } from "@web/core/utils/patch";

// F1, F5, F11 and F12 are the browser's.
const METHOD_KEYS = ["F2", "F3", "F4", "F6", "F7"];

patch(PaymentScreen.prototype, {
    setup() {
        super.setup(...arguments);
        useBarcodeReader({
            member: (code) => this._onCardScan(() => this.pos.findMember(code.base_code)),
            coupon: (code) => this._onCardScan(() => this.pos.findMember(code.base_code)),
        });
        const keys = METHOD_KEYS.map((key, index) => [key, () => this._payByKey(index)]);
        useTillKeys({ ...Object.fromEntries(keys), F8: () => this._validateByKey() });
    },
    /**
     * The card comes out last: member and coupon are read in the payment step as well.
     */
    async _onCardScan(read) {
        const order = this.currentOrder;
        const due = order.totalDue;
        await read();
        if (order.totalDue === due || order.payment_ids.some((line) => line.isElectronic())) {
            return;
        }
        // what was typed in as cash fits the old total only
        for (const line of [...order.payment_ids]) {
            order.removePaymentline(line);
        }
        this.numberBuffer.reset();
    },
    _payByKey(index) {
        const method = this.payment_methods_from_config[index];
        if (!method) {
            return false;
        }
        this.addNewPaymentLine(method);
    },
    _validateByKey() {
        if (this.currentOrder.canBeValidated() && !this.currentOrder.isRefundInProcess()) {
            this.validateOrder();
        }
    },
    getMethodKey(method) {
        return METHOD_KEYS[this.payment_methods_from_config.indexOf(method)] || "";
    },
});
