import { registry } from "@web/core/registry";

async function uploadAttachment(input) {
    const blob = await (await fetch("/brand_outlet_tour/goods.xlsx")).blob();
    const transfer = new DataTransfer();
    transfer.items.add(new File([blob], "goods.xlsx"));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("brand_outlet_import", {
    steps: () => [
        {
            content: "Choose the workbook",
            trigger: ".o_outlet_file_drop input[name=file]:not(:visible)",
            run: ({ anchor }) => uploadAttachment(anchor),
        },
        {
            content: "Its name is shown",
            trigger: ".o_outlet_file_drop.o_chosen:contains(goods.xlsx)",
        },
        {
            content: "Check it",
            trigger: "button[name=action_check]",
            run: "click",
        },
        {
            content: "Eleven rows are ready",
            trigger: ".o_outlet_card.o_outlet_ok .o_outlet_card_count:text(11)",
        },
        {
            content: "The bad row is in front of you",
            trigger: ".o_outlet_card.o_outlet_error.active .o_outlet_card_count:text(1)",
        },
        {
            content: "with its row number and reason",
            trigger: ".o_outlet_row:contains(面议) .o_outlet_row_number:contains(5)",
        },
        {
            content: "See what is ready",
            trigger: ".o_outlet_card.o_outlet_ok",
            run: "click",
        },
        {
            content: "Those rows are listed",
            trigger: ".o_outlet_rows:has(.o_outlet_row:nth-child(12)):not(:contains(面议))",
        },
        {
            content: "Import",
            trigger: ".o_outlet_run_start",
            run: "click",
        },
        {
            content: "All eleven are in",
            trigger: ".o_outlet_card.o_outlet_done .o_outlet_card_count:text(11)",
        },
        {
            content: "and the progress is full",
            trigger: ".o_outlet_run_progress[aria-valuenow='100']",
        },
        {
            content: "The bad row can still be downloaded",
            trigger: ".o_outlet_run_errors",
        },
    ],
});

registry.category("web_tour.tours").add("brand_outlet_party", {
    steps: () => [
        {
            content: "Behind the desk, the goods",
            trigger: "[data-menu-xmlid='brand_outlet.menu_goods']",
            run: "click",
        },
        {
            content: "have a menu of offers",
            trigger: "[data-menu-xmlid='brand_outlet.outlet_offer_menu']",
            run: "click",
        },
        {
            content: "which shows the offers",
            trigger: ".o_outlet_offer_card:first",
            run: "click",
        },
        {
            content: "An offer opens, with its talk and without a publish button",
            trigger: ".o_form_view:has(.o-mail-Chatter):not(:has(button[name=action_publish]))",
        },
        {
            content: "The styles",
            trigger: "[data-menu-xmlid='brand_outlet.menu_goods']",
            run: "click",
        },
        {
            content: "are in the menu",
            trigger: "[data-menu-xmlid='brand_outlet.product_template_menu_style_party']",
            run: "click",
        },
        {
            content: "Only the own brand's style is there",
            trigger: ".o_list_view .o_data_row:only-child td[name=name]",
            run: "click",
        },
        {
            content: "and opens in the plain form",
            trigger: ".o_form_view .o_field_widget[name=style_code]:contains(SP001)",
        },
        {
            content: "Contracts",
            trigger: "[data-menu-xmlid='brand_outlet.menu_parties']",
            run: "click",
        },
        {
            content: "are in the menu",
            trigger: "[data-menu-xmlid='brand_outlet.brand_contract_menu']",
            run: "click",
        },
        {
            content: "Only the own contract is there",
            trigger: ".o_list_view .o_data_row:only-child td[name=agent_id]",
            run: "click",
        },
        {
            content: "and opens",
            trigger: ".o_form_view .o_field_widget[name=supply_ratio]",
        },
    ],
});
