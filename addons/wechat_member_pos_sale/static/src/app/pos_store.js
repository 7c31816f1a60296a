import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { SelectionPopup } from "@point_of_sale/app/components/popups/selection_popup/selection_popup";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { returnedRewards } from "@wechat_member/app/utils/returned_rewards";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    /**
     * Let the cashier choose the order whose goods the member brings back.
     */
    async chooseOnlineReturn() {
        const partner = this.getOrder().getPartner();
        const orders = await this.data.call("sale.order", "till_orders", [
            this.config.id,
            partner.id,
        ]);
        if (!orders.length) {
            this.dialog.add(AlertDialog, {
                title: _t("No Online Order"),
                body: _t("%s has no delivered order to bring back.", partner.name),
            });
            return;
        }
        const id = await makeAwaitable(this.dialog, SelectionPopup, {
            title: _t("Which order comes back?"),
            list: orders.map((order) => ({
                id: order.id,
                label: `${order.name} · ${order.date} · ${order.total}`,
                item: order.id,
            })),
        });
        if (id) {
            await this.returnOnlineOrder(id, partner);
        }
    },
    async returnOnlineOrder(id, partner) {
        const args = [id, this.config.id, partner.id];
        const records = await this.data.callRelated("sale.order", "till_order_records", args);
        const told = await this.data.call("sale.order", "till_return", args);
        const sale = records["sale.order"][0];
        const order = this.getOrder().isEmpty() ? this.getOrder() : this.addNewOrder();
        order.setPartner(partner);
        order.is_refund = true;
        order.uiState.onlineReturn = { sale: sale.id, ...told };
        for (const goods of told.goods.filter((one) => one.left > 0)) {
            this._addOnlineReturn(order, sale, goods.id, -goods.left);
        }
        this.selectOrderLine(order, order.lines.at(-1));
    },
    _addOnlineReturn(order, sale, lineId, qty, price) {
        const line = this.models["sale.order.line"].get(lineId);
        return this.models["pos.order.line"].create({
            order_id: order,
            product_id: line.product_id,
            qty,
            price_unit: price ?? line.price_unit,
            discount: line.discount || 0,
            price_type: "automatic",
            tax_ids: line.tax_ids.map((tax) => ["link", tax]),
            sale_order_origin_id: sale,
            sale_order_line_id: line,
        });
    },
    async pay() {
        const order = this.getOrder();
        if (order?.uiState.onlineReturn) {
            this._returnOnlineRewards(order);
        }
        return await super.pay(...arguments);
    },
    /**
     * Take back what coupons, points and stored value had paid, in the part of the goods.
     */
    _returnOnlineRewards(order) {
        const told = order.uiState.onlineReturn;
        const rewardIds = told.rewards.map((reward) => reward.id);
        const linked = (id) => order.lines.filter((line) => line.sale_order_line_id?.id === id);
        for (const line of rewardIds.flatMap(linked)) {
            line.delete();
        }
        const goods = told.goods.map((one) => ({
            value: one.value,
            before: one.before / one.qty,
            now: linked(one.id).reduce((sum, line) => sum - line.qty, 0) / one.qty,
        }));
        const amounts = returnedRewards(goods, told.rewards, (amount) =>
            this.currency.round(amount)
        );
        told.rewards.forEach((reward, index) => {
            if (amounts[index] > 0) {
                const sale = this.models["sale.order"].get(told.sale);
                const sold = this.models["sale.order.line"].get(reward.id);
                const price = sold.price_unit * (amounts[index] / reward.taken);
                this._addOnlineReturn(order, sale, reward.id, -sold.product_uom_qty, price);
            }
        });
    },
});
