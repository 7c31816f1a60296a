import "@wechat_member/app/models/pos_order";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

const MONEY_TYPES = ["ewallet", "gift_card"];

const isMoney = (reward) => MONEY_TYPES.includes(reward?.program_id?.program_type);

/**
 * Cards are not filled from cards: what was given with a top-up would become paid money.
 */
patch(PosOrder.prototype, {
    /**
     * @returns {number} what this order puts on cards: top-ups and gift cards
     */
    getPaidOntoCards() {
        return this._get_regular_order_lines()
            .filter((line) => line.qty > 0 && line.isMoneyOnCard())
            .reduce((sum, line) => sum + line.prices.total_included, 0);
    },
    /**
     * @returns {string} why no card with money pays for what is due, nothing if one may
     */
    refuseMoneyOfCards() {
        const onto = this.getPaidOntoCards();
        return onto && this.currency.round(this.priceIncl - onto) <= 0
            ? _t("Top-ups and gift cards are paid with money, not with cards.")
            : "";
    },
    getClaimableRewards(couponId = false) {
        const result = super.getClaimableRewards(...arguments);
        // a card somebody has scanned is answered in words
        return couponId || !this.refuseMoneyOfCards()
            ? result
            : result.filter(({ reward }) => !isMoney(reward));
    },
    _applyReward(reward) {
        return (
            (isMoney(reward) && this.refuseMoneyOfCards()) || super._applyReward(...arguments)
        );
    },
    _getDiscountableOnOrder(reward) {
        const result = super._getDiscountableOnOrder(...arguments);
        const onto = isMoney(reward) ? this.getPaidOntoCards() : 0;
        if (onto) {
            result.discountable = Math.max(0, result.discountable - onto);
        }
        return result;
    },
});
