import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";

patch(OrderPaymentValidation.prototype, {
    async askBeforeValidation() {
        if ((await super.askBeforeValidation(...arguments)) === false) {
            return false;
        }
        return await this.takeCards();
    },
    /**
     * Take coupons, points and stored value on the server before the sale is final.
     * What is refused, or cannot be asked for, leaves the order; the sale goes on.
     */
    async takeCards() {
        const costs = this.order.getCardCosts();
        if (!Object.keys(costs).length) {
            return true;
        }
        let answer;
        try {
            answer = await this.pos.data.call("coupon.redemption", "take", [
                this.order.uuid,
                costs,
                this.pos.config.id,
                this.order.getPartner()?.id || false,
            ]);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            if (this.pos.spendOffline(this.order, costs)) {
                return true;
            }
            const message = _t(
                "Coupons, points and stored value cannot be redeemed now and were taken off the order. Collect the new total, or wait for the connection."
            );
            this._dropCards(Object.keys(costs), _t("The till is offline"), message);
            return false;
        }
        if (!answer.taken) {
            this._dropCards(
                answer.refusals.map((refusal) => refusal.card_id),
                _t("Not redeemed"),
                answer.refusals.map((refusal) => refusal.message).join("\n")
            );
        }
        return answer.taken;
    },
    _dropCards(cardIds, title, body) {
        this.order.dropCards(cardIds);
        this.pos.updateRewards();
        this.pos.dialog.add(AlertDialog, { title, body });
    },
});
