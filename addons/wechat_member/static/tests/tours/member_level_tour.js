import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import { registry } from "@web/core/registry";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { panel } from "@wechat_member/../tests/tours/member_tour_util";

const tours = registry.category("web_tour.tours");
const CARD = "04500099990001";
const CASH = "Cash shop a";

function pay(amount) {
    return [
        PaymentScreen.clickPaymentMethod(CASH),
        PaymentScreen.clickValidate(),
        ReceiptScreen.receiptAmountTotalIs(amount).map((step) => ({ ...step, timeout: 45000 })),
        ReceiptScreen.clickNextOrder(),
    ].flat();
}

tours.add("member_level_benefits", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            ProductScreen.totalAmountIs("400.00"),
            scan_barcode(CARD),
            panel.isShown("Wang Xiaoyan"),
            panel.pointsAre("1,380"),
            // 10 % off for the level, or the birthday coupon off the full price
            ProductScreen.totalAmountIs("360.00"),
            panel.redeem("50 off 300"),
            panel.couponIs("50 off 300", "used"),
            ProductScreen.totalAmountIs("350.00"),
            ProductScreen.clickPayButton(),
            pay("350.00"),
        ].flat(),
});

tours.add("level_price_or_coupon", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            scan_barcode(CARD),
            panel.isShown("Wang Xiaoyan"),
            // fifty off 400 is more than a tenth
            ProductScreen.totalAmountIs("350.00"),
            panel.couponIs("50 off 300", "used"),
            // of 800 the tenth is more
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            ProductScreen.totalAmountIs("720.00"),
            ProductScreen.clickPayButton(),
            pay("720.00"),
        ].flat(),
});

tours.add("member_returns_goods", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.isShown(),
            scan_barcode(CARD),
            panel.isShown("Wang Xiaoyan"),
            ProductScreen.clickDisplayedProduct("Linen shirt"),
            ProductScreen.clickPayButton(),
            pay("400.00"),
            ProductScreen.clickRefund(),
            TicketScreen.selectOrderByPrice("400.00"),
            ProductScreen.clickNumpad("1"),
            TicketScreen.toRefundTextContains("To Refund: 1"),
            TicketScreen.confirmRefund(),
            PaymentScreen.isShown(),
            pay("-400.00"),
            ProductScreen.isShown(),
            scan_barcode(CARD),
            panel.pointsAre("1,280"),
        ].flat(),
});
