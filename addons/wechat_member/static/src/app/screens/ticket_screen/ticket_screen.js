import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import { returnedRewards } from "@wechat_member/app/utils/returned_rewards";
import { patch } from "@web/core/utils/patch";

function isLive(line) {
    return !["cancel", "draft"].includes(line.order_id?.state);
}

patch(TicketScreen.prototype, {
    async addAdditionalRefundInfo(order, destinationOrder) {
        await super.addAdditionalRefundInfo(...arguments);
        this._returnRewards(order, destinationOrder);
    },
    /**
     * Take coupons, points and stored value of the sale back with its goods.
     */
    _returnRewards(order, destination) {
        const told = new Set(destination.lines.map((line) => line.refunded_orderline_id?.uuid));
        const rewards = order.lines.filter(
            (line) => line.is_reward_line && line.priceIncl < 0 && !told.has(line.uuid)
        );
        const amounts = returnedRewards(
            this._getReturnedGoods(order, destination),
            rewards.map((line) => ({
                taken: -line.priceIncl,
                back: line.refund_orderline_ids
                    .filter((one) => isLive(one) && one.order_id !== destination)
                    .reduce((sum, one) => sum + Math.abs(one.priceIncl), 0),
            })),
            (amount) => this.pos.currency.round(amount)
        );
        rewards.forEach((line, index) => {
            if (amounts[index] > 0) {
                this._returnReward(line, amounts[index], destination);
            }
        });
    },
    _getReturnedGoods(order, destination) {
        return order.lines
            .filter((line) => !line.is_reward_line && line.qty > 0)
            .map((line) => {
                const parts = line.refund_orderline_ids.filter((one) => one.qty < 0);
                const quantity = (lines) => lines.reduce((sum, one) => sum - one.qty, 0);
                const now = parts.filter((one) => one.order_id === destination);
                const before = parts.filter((one) => one.order_id !== destination && isLive(one));
                return {
                    value: line.priceIncl,
                    before: quantity(before) / line.qty,
                    now: quantity(now) / line.qty,
                };
            });
    },
    _returnReward(line, amount, destination) {
        this.pos.models["pos.order.line"].create({
            qty: -line.qty,
            price_unit: line.price_unit * (amount / -line.priceIncl),
            product_id: line.product_id,
            order_id: destination,
            tax_ids: line.tax_ids.map((tax) => ["link", tax]),
            refunded_orderline_id: line,
            price_type: "automatic",
        });
    },
});
