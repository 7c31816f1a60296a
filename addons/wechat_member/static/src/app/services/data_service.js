import { PosData } from "@point_of_sale/app/services/data_service";
import { dropUnconfirmed, keepUnconfirmed } from "@wechat_member/app/utils/unconfirmed";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";

patch(PosData.prototype, {
    /**
     * What a sale did to cards is kept until the server has answered, whatever it says.
     */
    async call(model, method, args) {
        if (model !== "pos.order" || method !== "confirm_coupon_programs") {
            return await super.call(...arguments);
        }
        const [orderId, changes] = args;
        keepUnconfirmed(odoo.pos_config_id, orderId, changes);
        try {
            const answer = await super.call(...arguments);
            dropUnconfirmed(odoo.pos_config_id, orderId);
            return answer;
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                dropUnconfirmed(odoo.pos_config_id, orderId);
            }
            throw error;
        }
    },
});
