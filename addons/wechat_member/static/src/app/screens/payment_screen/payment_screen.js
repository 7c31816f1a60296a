import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { useBarcodeReader } from "@point_of_sale/app/hooks/barcode_reader_hook";
import { PaymentMeans } from "@wechat_member/app/components/payment_means/payment_means";
import { patch } from "@web/core/utils/patch";
import { _t } from "@web/core/l10n/translation";

const OPEN = ["waiting", "waitingCard", "waitingCancel", "timeout"];

patch(PaymentScreen, {
    components: { ...PaymentScreen.components, PaymentMeans },
});

patch(PaymentScreen.prototype, {
    setup() {
        super.setup(...arguments);
        useBarcodeReader({ payment_code: this._onPaymentCode });
    },
    onMounted() {
        super.onMounted(...arguments);
        for (const line of this.currentOrder.payment_ids) {
            if (this._isPaymentCode(line.payment_method_id) && OPEN.includes(line.payment_status)) {
                this._resumePaymentCode(line);
            }
        }
    },
    _isPaymentCode(method) {
        return method.use_payment_terminal === "wechat_code";
    },
    /**
     * The payment went on while the page was loaded again: the server knows how.
     */
    async _resumePaymentCode(line) {
        const paid = await line.payment_method_id.payment_terminal.resume(line.uuid);
        if (paid !== undefined) {
            line.handlePaymentResponse(paid);
            this.pos.paymentTerminalInProgress = false;
        }
    },
    /**
     * A scan of the customer's payment code pays what is due, without a click.
     */
    async _onPaymentCode(scan) {
        const method = this.payment_methods_from_config.find((one) => this._isPaymentCode(one));
        if (!method) {
            this.notification.add(_t("This till does not take payment codes."), {
                type: "warning",
            });
            return;
        }
        method.payment_terminal.useCode(scan.code);
        const again = this.paymentLines.find(
            (line) =>
                line.payment_method_id.id === method.id &&
                ["pending", "retry"].includes(line.payment_status)
        );
        if (again) {
            await this.sendPaymentRequest(again);
        } else if (!(await this.addNewPaymentLine(method))) {
            method.payment_terminal.useCode(null);
        }
    },
});
