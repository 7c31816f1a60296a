import { MemberPanel } from "@wechat_member/app/components/member_panel/member_panel";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { useBarcodeReader } from "@point_of_sale/app/hooks/barcode_reader_hook";
import { patch } from "@web/core/utils/patch";

patch(ProductScreen, {
    components: { ...ProductScreen.components, MemberPanel },
});

patch(ProductScreen.prototype, {
    setup() {
        super.setup(...arguments);
        useBarcodeReader({ member: this._onMemberScan });
    },
    async _onMemberScan(code) {
        const found = await this.pos.findMember(code.base_code);
        if (found && this.ui.isSmall && this.pos.mobile_pane === "right") {
            // The card is shown above the order: that is where the cashier looks next.
            this.switchPane();
        }
    },
});
