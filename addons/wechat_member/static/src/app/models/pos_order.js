import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";

const MONEY_TYPES = ["ewallet", "gift_card"];

patch(PosOrder.prototype, {
    initState() {
        super.initState();
        // Coupons the server keeps for this order until it is paid or given up.
        this.uiState.couponHolds = this.uiState.couponHolds || [];
    },
    /**
     * @returns {boolean} whether the coupon or card is on this order
     */
    usesCard(cardId) {
        return (
            this.lines.some((line) => line.coupon_id?.id === cardId) ||
            this._code_activated_coupon_ids.some((card) => card.id === cardId)
        );
    },
    /**
     * What this order takes off cards that exist on the server, points it earns on the
     * same card set off. The server is asked for exactly this before payment.
     *
     * @returns {Object} points by card id, positive numbers only
     */
    getCardCosts() {
        const changes = {};
        for (const { coupon_id, program_id, points } of Object.values(
            this.uiState.couponPointChanges
        )) {
            const program = this.models["loyalty.program"].get(program_id);
            // What is earned for the future cannot pay for this order.
            if (coupon_id > 0 && program?.applies_on !== "future") {
                changes[coupon_id] = (changes[coupon_id] || 0) + points;
            }
        }
        const spent = this._get_reward_lines().filter((line) => line.coupon_id?.id > 0);
        for (const line of spent) {
            changes[line.coupon_id.id] = (changes[line.coupon_id.id] || 0) - line.points_cost;
        }
        const spentIds = new Set(spent.map((line) => line.coupon_id.id));
        return Object.fromEntries(
            Object.entries(changes)
                .filter(([id, change]) => spentIds.has(Number(id)) && change < 0)
                .map(([id, change]) => [id, -change])
        );
    },
    /**
     * Take coupons and cards off the order, with everything they gave.
     */
    dropCards(cardIds) {
        const ids = new Set(cardIds.map(Number));
        for (const line of this._get_reward_lines().filter((l) => ids.has(l.coupon_id?.id))) {
            line.delete();
        }
        const activated = this._code_activated_coupon_ids.filter((card) => ids.has(card.id));
        for (const card of activated) {
            card.delete();
        }
    },
    /**
     * What the customer keeps by coupons, points and discounts. Stored value and gift
     * cards are money, they save nothing.
     */
    getSavedAmount() {
        const rewards = this._get_reward_lines().filter(
            (line) => !MONEY_TYPES.includes(line.reward_id?.program_id?.program_type)
        );
        const given = rewards.reduce((sum, line) => sum - line.priceIncl, 0);
        return this.currency.round(given + this.getTotalDiscount());
    },
    /**
     * A coupon takes nothing off money that is paid in advance.
     */
    _getDiscountableOnOrder(reward) {
        const result = super._getDiscountableOnOrder(...arguments);
        if (MONEY_TYPES.includes(reward.program_id.program_type)) {
            return result;
        }
        for (const line of this.getOrderlines()) {
            if (line.getQuantity() && line.isPaidInAdvance()) {
                const taxKey = line.tax_ids
                    .filter((t) => t.amount_type !== "fixed")
                    .map((t) => t.id);
                result.discountable -= line.prices.total_included;
                result.discountablePerTax[taxKey] -= line.basePrice;
            }
        }
        return result;
    },
    getPointsMultiplier() {
        const partner = this.getPartner();
        return (partner?.is_member && partner.member_level_id?.points_multiplier) || 1;
    },
    pointsForPrograms(programs) {
        const result = super.pointsForPrograms(...arguments);
        for (const program of programs.filter((p) => p.program_type === "loyalty")) {
            result[program.id] = result[program.id].map((won) => ({
                ...won,
                points: this._multiplyPoints(won.points),
            }));
        }
        return result;
    },
    _getPointsCorrection(program) {
        const correction = super._getPointsCorrection(...arguments);
        return program.program_type === "loyalty" ? this._multiplyPoints(correction) : correction;
    },
    _multiplyPoints(points) {
        const multiplier = this.getPointsMultiplier();
        if (multiplier === 1) {
            return points;
        }
        const precision = this.models["decimal.precision"].find(
            (record) => record.name === "Product Price"
        );
        return precision.round(points * multiplier);
    },
});
