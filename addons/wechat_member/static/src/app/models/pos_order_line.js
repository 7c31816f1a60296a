import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { patch } from "@web/core/utils/patch";

patch(PosOrderline.prototype, {
    /**
     * Returned goods earn nothing: the server takes back what their sale had given,
     * whatever else is on the order.
     */
    ignoreLoyaltyPoints({ program }) {
        if (program.program_type === "loyalty" && this.refunded_orderline_id) {
            return true;
        }
        return super.ignoreLoyaltyPoints(...arguments);
    },
});
