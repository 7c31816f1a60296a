import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { patch } from "@web/core/utils/patch";

const MONEY_TYPES = ["ewallet", "gift_card"];

patch(PosOrderline.prototype, {
    setOptions(options) {
        const program = options.eWalletGiftCardProgram;
        if (program?.program_type === "ewallet") {
            // The server credits the top-up when the sale is saved.
            this.top_up_program_id = program;
        }
        return super.setOptions(...arguments);
    },
    /**
     * Coupons that are sold, top-ups and gift cards: money in advance, no goods yet.
     */
    isPaidInAdvance() {
        if (this.reward_id) {
            return false;
        }
        const product = this.product_id?.id;
        return Boolean(
            this._e_wallet_program_id ||
                this.models["loyalty.program"].some(
                    (program) => product && program.sale_product_id?.id === product
                )
        );
    },
    /**
     * @returns {Object | undefined} the program of the card this line puts money on
     */
    getFilledProgram() {
        const product = this.product_id?.id;
        return this.reward_id
            ? undefined
            : this._e_wallet_program_id ||
                  this.models["loyalty.program"].find(
                      (program) =>
                          MONEY_TYPES.includes(program.program_type) &&
                          program.trigger_product_ids?.some((one) => one.id === product)
                  );
    },
    /**
     * Top-ups and gift cards: money that goes on a card.
     */
    isMoneyOnCard() {
        return Boolean(this.getFilledProgram());
    },
    /**
     * Returned goods earn nothing: the server takes back what their sale had given,
     * whatever else is on the order.
     */
    ignoreLoyaltyPoints({ program }) {
        const returned = program.program_type === "loyalty" && this.refunded_orderline_id;
        if (returned || this._isSoldCouponFor(program)) {
            return true;
        }
        return super.ignoreLoyaltyPoints(...arguments);
    },
    /**
     * A coupon that is sold earns its points when it is used, like all goods.
     */
    _isSoldCouponFor(program) {
        return !MONEY_TYPES.includes(program.program_type) && this.isPaidInAdvance();
    },
});
