import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TextInputPopup from "@point_of_sale/../tests/generic_helpers/text_input_popup_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import { registry } from "@web/core/registry";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";

const tours = registry.category("web_tour.tours");
const CARD = "04500099990001";
const CODE = "134567890123456789";
const METHOD = "WeChat code";

const means = {
    use: (name) => ({
        content: `use ${name}`,
        trigger: `.payment-mean[data-used="0"]:contains("${name}"):enabled`,
        run: "click",
    }),
    isUsed: (name) => ({
        content: `${name} is used`,
        trigger: `.payment-mean[data-used="1"]:contains("${name}")`,
    }),
    takeBack: (name) => ({
        content: `do not use ${name}`,
        trigger: `.payment-mean[data-used="1"]:contains("${name}"):enabled`,
        run: "click",
    }),
    isFixed: (name) => ({
        content: `${name} cannot be changed any more`,
        trigger: `.payment-mean:contains("${name}"):disabled`,
    }),
};

function dueIs(amount) {
    return {
        content: `${amount} is due`,
        trigger: `.paymentlines-container .total:contains("${amount}")`,
    };
}

function receiptIs(amount) {
    return ReceiptScreen.receiptAmountTotalIs(amount).map((step) => ({ ...step, timeout: 45000 }));
}

function startSale() {
    return [
        Chrome.startPoS(),
        ProductScreen.clickDisplayedProduct("Linen shirt"),
        scan_barcode(CARD),
        {
            content: "the member is on the order",
            trigger: '.member-panel .member-name:contains("Wang Xiaoyan")',
        },
        {
            content: "go to the payment step",
            trigger: ".pay-order-button:visible, .btn-switchpane.pay-button:visible",
            run: "click",
        },
    ].flat();
}

tours.add("payment_step_takes_everything", {
    steps: () =>
        [
            startSale(),
            dueIs("400.00"),
            means.use("50 off 300"),
            dueIs("350.00"),
            means.use("Points as money"),
            dueIs("270.00"),
            means.use("Stored value"),
            dueIs("70.00"),
            means.takeBack("Points as money"),
            dueIs("150.00"),
            means.isUsed("50 off 300"),
            scan_barcode(CODE),
            receiptIs("150.00"),
        ].flat(),
});

tours.add("payment_code_typed_in", {
    steps: () =>
        [
            startSale(),
            PaymentScreen.clickPaymentMethod(METHOD),
            TextInputPopup.inputText("6901234567892"),
            Dialog.confirm(),
            Dialog.is({ title: "Not Paid by WeChat" }),
            Dialog.confirm(),
            {
                content: "try again",
                trigger: ".send_payment_request",
                run: "click",
            },
            TextInputPopup.inputText("1345 6789 0123 4567 89"),
            Dialog.confirm(),
            {
                content: "the customer is asked for the password",
                trigger: '.electronic_status:contains("password")',
            },
            means.isFixed("50 off 300"),
            receiptIs("400.00"),
        ].flat(),
});

tours.add("payment_code_given_up", {
    steps: () =>
        [
            startSale(),
            scan_barcode(CODE),
            {
                content: "the customer does not enter the password",
                trigger: ".send_payment_cancel",
                run: "click",
            },
            {
                content: "the payment can be sent again",
                trigger: ".send_payment_request",
                timeout: 45000,
            },
        ].flat(),
});

tours.add("payment_step_refund_of_everything", {
    steps: () =>
        [
            startSale(),
            means.use("50 off 300"),
            dueIs("350.00"),
            means.use("Stored value"),
            dueIs("150.00"),
            scan_barcode(CODE),
            receiptIs("150.00"),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickRefund(),
            TicketScreen.selectOrder("001"),
            {
                content: "bring the shirt back",
                trigger: '.orderline:contains("Linen shirt")',
                run: "click",
            },
            ProductScreen.clickNumpad("1"),
            TicketScreen.confirmRefund(),
            PaymentScreen.isShown(),
            dueIs("150.00"),
            PaymentScreen.clickPaymentMethod(METHOD),
            {
                content: "send the refund",
                trigger: ".send_refund_request",
                run: "click",
            },
            receiptIs("-150.00"),
        ].flat(),
});

tours.add("payment_code_refund", {
    steps: () =>
        [
            startSale(),
            scan_barcode(CODE),
            receiptIs("400.00"),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickRefund(),
            TicketScreen.selectOrder("001"),
            {
                content: "bring the shirt back",
                trigger: '.orderline:contains("Linen shirt")',
                run: "click",
            },
            ProductScreen.clickNumpad("1"),
            TicketScreen.confirmRefund(),
            PaymentScreen.isShown(),
            PaymentScreen.clickPaymentMethod(METHOD),
            {
                content: "send the refund",
                trigger: ".send_refund_request",
                run: "click",
            },
            receiptIs("-400.00"),
        ].flat(),
});
