import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { PaymentInterface } from "@point_of_sale/app/utils/payment/payment_interface";
import { TextInputPopup } from "@point_of_sale/app/components/popups/text_input_popup/text_input_popup";
import { ask, makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { register_payment_method } from "@point_of_sale/app/services/pos_store";
import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";

export const PAYMENT_CODE = /^1[0-5]\d{16}$/;
const REFUSALS = ["UserError", "ValidationError", "AccessError"];
const FINAL = ["paid", "failed", "reversed", "none"];

/**
 * The customer shows the payment code of WeChat. The server takes the money and knows
 * what became of it; the till asks until that is settled and never sends twice.
 */
export class PaymentWechatCode extends PaymentInterface {
    setup() {
        super.setup(...arguments);
        this.supports_reversals = true;
        this.followed = new Set();
        this.scanned = null;
    }
    /**
     * The next payment uses this code instead of asking for one.
     */
    useCode(code) {
        this.scanned = code;
    }
    async sendPaymentRequest(uuid) {
        const line = this._getLine(uuid);
        if (line.amount < 0) {
            return await this._refund(line);
        }
        const code = this.scanned || (await this._askCode());
        this.scanned = null;
        if (!code) {
            return false;
        }
        const order = line.pos_order_id;
        return await this._settle(uuid, () =>
            this._call("pay", [
                this.pos.config.id,
                this.payment_method_id.id,
                order.uuid,
                uuid,
                line.amount,
                code,
            ])
        );
    }
    /**
     * Go on asking about a payment that was open when the page was loaded again.
     */
    async resume(uuid) {
        if (this.followed.has(uuid)) {
            return undefined;
        }
        return await this._settle(uuid, () => this._askAgain(uuid));
    }
    async sendPaymentCancel(order, uuid) {
        const answer = await this._call("give_up", [this.pos.config.id, uuid]);
        if (answer.state === "offline") {
            return await ask(this.pos.dialog, {
                title: _t("The till is offline"),
                body: _t(
                    "Nobody knows yet whether the customer has paid. If he has, the money stands in the back office until it is given back. Go on without this payment?"
                ),
                confirmLabel: _t("Go On"),
            });
        }
        return await this._settleReversal(uuid, answer);
    }
    async sendPaymentReversal(uuid) {
        return await this._settleReversal(
            uuid,
            await this._call("give_up", [this.pos.config.id, uuid])
        );
    }
    async _settleReversal(uuid, answer) {
        this.followed.add(uuid);
        while (!FINAL.includes(answer.state)) {
            this._show(uuid, answer);
            await this._pause(answer.wait);
            answer = await this._askAgain(uuid);
        }
        this.followed.delete(uuid);
        return answer.state !== "paid";
    }
    /**
     * @returns {Promise<boolean>} whether the customer has paid
     */
    async _settle(uuid, begin) {
        this.followed.add(uuid);
        let answer = await begin();
        while (!FINAL.includes(answer.state)) {
            this._show(uuid, answer);
            await this._pause(answer.wait);
            answer = await this._askAgain(uuid);
        }
        this.followed.delete(uuid);
        const line = this._getLine(uuid);
        if (answer.state === "paid") {
            line?.update({
                transaction_id: answer.transaction,
                payment_ref_no: answer.number,
                card_type: "WeChat Pay",
            });
            return true;
        }
        const cancelled = !line || line.payment_status === "waitingCancel";
        if (!cancelled) {
            this._refuse(answer.message || _t("The payment was reversed."));
        }
        return false;
    }
    _show(uuid, answer) {
        const line = this._getLine(uuid);
        if (line) {
            line.uiState = { ...line.uiState, codeWords: this._getWords(answer) };
            if (!["waitingCancel", "reversing"].includes(line.payment_status)) {
                line.setPaymentStatus("waitingCard");
            }
        }
    }
    _getWords(answer) {
        const words = {
            offline: _t("No connection: what became of the payment is asked for"),
            asking: _t("The customer enters the password"),
            unclear: _t("WeChat Pay is asked what became of it"),
            reversing: _t("The payment is being reversed"),
        };
        return words[answer.state] || _t("WeChat Pay is being asked");
    }
    async _refund(line) {
        const origins = line.pos_order_id.lines
            .map((one) => one.refunded_orderline_id?.order_id?.id)
            .filter((id) => typeof id === "number");
        const answer = await this._call(
            "refund",
            [this.pos.config.id, line.uuid, -line.amount, [...new Set(origins)]],
            "wechat.code.refund"
        );
        if (answer.done) {
            line.update({ payment_ref_no: answer.number, card_type: "WeChat Pay" });
            return true;
        }
        this._refuse(answer.message || _t("The till is offline: send the refund again."));
        return false;
    }
    _askAgain(uuid) {
        return this._call("follow", [this.pos.config.id, uuid]);
    }
    async _call(method, args, model = "wechat.code.payment") {
        try {
            return await this.pos.data.call(model, method, args);
        } catch (error) {
            const said = error.data?.message || error.message;
            const isRefused = REFUSALS.some((name) => error.exceptionName?.endsWith(name));
            // only what was refused before it began is over; of anything else nobody knows
            // whether money moved, so it is asked again
            if (isRefused && (method === "pay" || method === "refund")) {
                return { state: "failed", message: said };
            }
            const wait = this.payment_method_id.code_query_seconds || 5;
            const isLost = error instanceof ConnectionLostError;
            return { state: "offline", message: isLost ? "" : said, wait };
        }
    }
    _pause(seconds) {
        return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
    _getLine(uuid) {
        return this.pos.models["pos.payment"].getBy("uuid", uuid);
    }
    async _askCode() {
        const code = await makeAwaitable(this.pos.dialog, TextInputPopup, {
            title: _t("Scan the customer's payment code"),
            placeholder: _t("18 digits, in WeChat under Pay"),
        });
        return code?.replace(/\s/g, "");
    }
    _refuse(body) {
        this.pos.dialog.add(AlertDialog, { title: _t("Not Paid by WeChat"), body });
    }
}

register_payment_method("wechat_code", PaymentWechatCode);
