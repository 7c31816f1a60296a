import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { panel } from "@wechat_member/../tests/tours/member_tour_util";

const CARD = "04500099990001";

function scanCard() {
    return [ProductScreen.isShown(), scan_barcode(CARD), panel.isShown("Wang Xiaoyan")].flat();
}

registry.category("web_tour.tours").add("best_coupon_by_itself", {
    steps: () =>
        [
            Chrome.startPoS(),
            scanCard(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            // 60 off beats 50 off and a tenth off; nobody searched for it
            panel.couponIs("Birthday 60 off", "used"),
            panel.couponIs("50 off 300", "ready"),
            ProductScreen.totalAmountIs("340.00"),
            {
                content: "the cashier sees why",
                trigger: '.member-panel .coupon-reason:contains("would save")',
            },
            // with a second shirt the tenth is worth more
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            panel.couponIs("A tenth off", "used"),
            panel.couponIs("Birthday 60 off", "ready"),
            ProductScreen.totalAmountIs("720.00"),
            // taken off it stays off, and the next best comes
            panel.takeBack("A tenth off"),
            panel.couponIs("Birthday 60 off", "used"),
            panel.couponIs("A tenth off", "ready"),
            ProductScreen.totalAmountIs("740.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash shop a"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.receiptAmountTotalIs("740.00").map((step) => ({
                ...step,
                timeout: 45000,
            })),
            {
                content: "the receipt says which coupon it was and what it saved",
                trigger: '.pos-receipt .coupon-reason:contains("Birthday 60 off saves")',
            },
        ].flat(),
});
