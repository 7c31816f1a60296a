import "@wechat_member/app/models/pos_order";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { findBest } from "@wechat_member/app/utils/best_coupon";
import { patch } from "@web/core/utils/patch";

const MONEY_TYPES = ["gift_card", "ewallet"];
const COUPON_TYPES = ["coupons", "next_order_coupons"];
// What a person has to choose or agree to is not put on an order by itself.
const NOT_BY_ITSELF = ["exchange", "gift_card"];

const idsOf = (products) => new Set(products.map((product) => product.id));

/**
 * How the best coupon sees an order of the till.
 */
patch(PosOrder.prototype, {
    initState() {
        super.initState();
        // Coupons the till put on by itself, and those somebody took off again.
        this.uiState.autoCoupons = this.uiState.autoCoupons || [];
        this.uiState.removedCoupons = this.uiState.removedCoupons || [];
    },
    setPartner(partner) {
        if (partner?.id !== this.getPartner()?.id) {
            this.uiState.removedCoupons = [];
        }
        return super.setPartner(...arguments);
    },
    /**
     * Coupons somebody put on this order: none that is not meant to be combined is
     * added to them.
     */
    getChosenCoupons() {
        return this._code_activated_coupon_ids.filter(
            (card) =>
                COUPON_TYPES.includes(card.program_id?.program_type) &&
                !this.uiState.autoCoupons.includes(card.id)
        );
    },
    /**
     * Coupons the till put on and a cashier deleted by hand stay off this order.
     */
    noticeRemovedCoupons() {
        const removed = this.uiState.autoCoupons.filter((id) => !this.usesCard(id));
        this.keepCouponsOff(removed);
    },
    keepCouponsOff(cardIds) {
        const off = new Set([...this.uiState.removedCoupons, ...cardIds]);
        this.uiState.removedCoupons = [...off];
        this.uiState.autoCoupons = this.uiState.autoCoupons.filter((id) => !off.has(id));
    },
    /**
     * @param {Object[]} coupons as the server describes those of the member
     * @returns {Object} see `findBest`
     */
    findBestCoupons(coupons) {
        const basket = this._getCouponBasket();
        if (!basket) {
            return { sequence: [], saved: 0, next: null };
        }
        const options = coupons
            .filter((coupon) => this._mayChoose(coupon))
            .flatMap((coupon) => this._getCouponOptions(coupon));
        return findBest(options, basket);
    },
    _mayChoose(coupon) {
        const chosen = this.getChosenCoupons();
        return (
            !coupon.held &&
            !NOT_BY_ITSELF.includes(coupon.kind) &&
            !this.uiState.removedCoupons.includes(coupon.id) &&
            chosen.every((card) => card.id !== coupon.id) &&
            (coupon.may_combine || chosen.every((card) => card.program_id.may_combine))
        );
    },
    /**
     * The goods with what is due for them after promotions and chosen coupons.
     */
    _getCouponBasket() {
        const goods = this._getCouponGoods();
        const full = goods.reduce((sum, line) => sum + this._getGoodsTotal(line), 0);
        const rewards = this._get_reward_lines().filter(
            (line) =>
                !this.uiState.autoCoupons.includes(line.coupon_id?.id) &&
                !MONEY_TYPES.includes(line.reward_id?.program_id?.program_type)
        );
        const off = rewards.reduce((sum, line) => sum + line.prices.total_included, 0);
        if (full <= 0 || full + off <= 0) {
            return null;
        }
        const sumOf = (name) => goods.reduce((sum, line) => sum + line.prices[name], 0);
        const untaxed = sumOf("total_excluded");
        return {
            taxFactor: untaxed ? sumOf("total_included") / untaxed : 1,
            lines: goods.map((line) => ({
                product: line.product_id.id,
                qty: line.qty,
                total: (this._getGoodsTotal(line) * (full + off)) / full,
            })),
            hasGlobal: rewards.some((line) => line.reward_id?.is_global_discount),
        };
    },
    _getCouponGoods() {
        return this._get_regular_order_lines().filter(
            (line) =>
                line.qty > 0 && line.prices.total_included > 0 && !line.isPaidInAdvance()
        );
    },
    /**
     * What coupons are weighed on for a line of goods, with tax.
     */
    _getGoodsTotal(line) {
        return line.prices.total_included;
    },
    _getCouponOptions(coupon) {
        const program = this.models["loyalty.program"].get(coupon.program_id);
        if (!program || !this._isProgramOpen(program)) {
            return [];
        }
        const basket = this._getCouponBasket();
        const rules = program.rule_ids.map((rule) => ({
            minimum:
                rule.minimum_amount *
                (rule.minimum_amount_tax_mode === "incl" ? 1 : basket.taxFactor),
            minimumQty: rule.minimum_qty,
            products: rule.any_product ? null : rule.validProductIds,
        }));
        return program.reward_ids
            .filter((reward) => this._mayGive(reward, coupon, basket))
            .map((reward) => ({
                card: coupon.id,
                coupon,
                reward,
                rules,
                mayCombine: coupon.may_combine,
                paid: coupon.paid_amount,
                expires: coupon.expires,
                global: reward.is_global_discount,
                ...this._getBenefit(reward, coupon),
            }));
    },
    _mayGive(reward, coupon, basket) {
        return (
            reward.required_points <= coupon.points &&
            reward.reward_type !== "shipping" &&
            !(reward.reward_type === "product" && reward.multi_product) &&
            !(reward.is_global_discount && basket.hasGlobal)
        );
    },
    _getBenefit(reward, coupon) {
        if (reward.reward_type === "product") {
            return {
                kind: "product",
                qty: reward.reward_product_qty,
                products: idsOf(reward.reward_product_ids),
            };
        }
        const percent = reward.discount_mode === "percent";
        const points = reward.discount_mode === "per_point" ? coupon.points : 1;
        return {
            kind: percent ? "percent" : "amount",
            value: reward.discount * points,
            most: reward.discount_max_amount,
            applies: reward.discount_applicability,
            products:
                reward.discount_applicability === "order"
                    ? null
                    : idsOf(reward.all_discount_product_ids),
        };
    },
    _isProgramOpen(program) {
        const now = luxon.DateTime.now();
        return (
            (!program.date_from || program.date_from.startOf("day") <= now) &&
            (!program.date_to || program.date_to.endOf("day") >= now) &&
            (!program.pricelist_ids.length ||
                program.pricelist_ids.some((list) => list.id === this.pricelist_id?.id))
        );
    },
});
