import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as FloorScreen from "@pos_restaurant/../tests/tours/utils/floor_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";

const tours = registry.category("web_tour.tours");

function orderAtTable() {
    return [
        Chrome.startPoS(),
        FloorScreen.clickTable("5"),
        ProductScreen.clickDisplayedProduct("Linen shirt"),
        scan_barcode("04500099990001"),
        {
            content: "the member is on the order",
            trigger: '.member-panel .member-name:contains("Wang Xiaoyan")',
        },
    ].flat();
}

tours.add("member_pays_at_the_table", {
    steps: () =>
        [
            orderAtTable(),
            {
                content: "redeem the coupon",
                trigger: '.member-coupon:contains("50 off 300") .coupon-redeem',
                run: "click",
            },
            {
                content: "the coupon is on the order",
                trigger: '.member-coupon[data-state="used"]:contains("50 off 300")',
            },
            {
                content: "go to the payment step",
                trigger: ".pay-order-button:visible, .btn-switchpane.pay-button:visible",
                run: "click",
            },
            {
                content: "350 are due",
                trigger: '.paymentlines-container .total:contains("350.00")',
            },
            {
                content: "nothing is wider than the phone",
                trigger: "body",
                run: () => {
                    const width = document.documentElement.scrollWidth;
                    if (width > window.innerWidth) {
                        throw new Error(`The till is ${width} wide`);
                    }
                },
            },
            PaymentScreen.clickPaymentMethod("Cash shop a"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.receiptAmountTotalIs("350.00").map((step) => ({
                ...step,
                timeout: 45000,
            })),
        ].flat(),
});

tours.add("member_coupon_at_another_table", {
    steps: () =>
        [
            orderAtTable(),
            {
                content: "the coupon is in use at the other till",
                trigger: '.member-coupon[data-state="held"]:contains("Shop B")',
            },
        ].flat(),
});
