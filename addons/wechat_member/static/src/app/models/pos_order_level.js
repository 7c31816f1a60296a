import "@wechat_member/app/models/pos_order_best";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";

const CENT = 0.005;

/**
 * The price of the member's level, or a coupon: the better of the two.
 */
patch(PosOrder.prototype, {
    /**
     * @returns {Object|null} the list of the member's level and the till's usual one,
     *  null where both add up, or a cashier chose another list
     */
    getLevelLists() {
        const level = this.getPartner()?.member_level_id?.pricelist_id;
        const usual = this.config.pricelist_id;
        if (!level || this.company_id.level_discount_stacks || level.id === usual?.id) {
            return null;
        }
        const ours = [level.id, usual?.id].includes(this.pricelist_id?.id);
        return ours ? { level, usual } : null;
    },
    _getTotalAt(line, pricelist) {
        const now = line.price_unit;
        if (!now || !this.getLinesToCompute().includes(line)) {
            return line.prices.total_included;
        }
        const price = line.product_id.product_tmpl_id.getPrice(
            pricelist,
            line.getQuantity(),
            line.getPriceExtra(),
            false,
            line.product_id
        );
        return (line.prices.total_included * price) / now;
    },
    _getGoodsTotal(line) {
        const lists = this.getLevelLists();
        return lists ? this._getTotalAt(line, lists.usual) : super._getGoodsTotal(...arguments);
    },
    /**
     * Where coupons are put on by hand, one on the order is taken off the usual prices.
     */
    takeLevelPriceOrCoupon() {
        const lists = this.getLevelLists();
        if (lists) {
            this.changePricelist(this.getChosenCoupons().length ? lists.usual : lists.level);
        }
    },
    /**
     * Prices are counted anew only where the list is another one; none is a list, too.
     */
    changePricelist(pricelist) {
        if (pricelist?.id !== this.pricelist_id?.id) {
            this.setPricelist(pricelist || false);
        }
    },
    findBestCoupons() {
        const best = super.findBestCoupons(...arguments);
        const lists = this.getLevelLists();
        if (!lists) {
            return best;
        }
        const saved = this._getCouponGoods().reduce(
            (sum, line) =>
                sum + this._getTotalAt(line, lists.usual) - this._getTotalAt(line, lists.level),
            0
        );
        const level = { saved, sequence: [], isLevel: true };
        if (!this.getChosenCoupons().length && best.saved < saved + CENT) {
            const next = best.sequence.length ? best : null;
            return { ...level, next, pricelist: lists.level };
        }
        const next = saved > CENT && (!best.next || best.next.saved < saved) ? level : best.next;
        return { ...best, next, pricelist: lists.usual };
    },
});
