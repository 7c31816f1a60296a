import { registry } from "@web/core/registry";

/** From the desk to the records behind a figure and back, in another period. */
function walk(card, figure) {
    return [
        {
            content: "The figure of the last thirty days",
            trigger: `.o_outlet_desk_card[data-card=${card}]:contains(${figure})`,
            run: "click",
        },
        {
            content: "shows what it is made of",
            trigger: ".o_graph_renderer canvas, .o_graph_view",
        },
        {
            content: "Row by row",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row" },
        {
            content: "Back to the desk",
            trigger: ".breadcrumb-item a:first, .o_back_button:first",
            run: "click",
        },
        {
            content: "Only today",
            trigger: ".o_outlet_desk_periods button[data-period=today]",
            run: "click",
        },
        {
            content: "is chosen",
            trigger: ".o_outlet_desk_periods button[data-period=today].btn-primary",
        },
        { trigger: `.o_outlet_desk_card[data-card=${card}]` },
    ];
}

registry.category("web_tour.tours").add("brand_outlet_desk_operator", {
    steps: () => walk("pieces", "11"),
});
registry.category("web_tour.tours").add("brand_outlet_desk_brand", {
    steps: () => walk("pieces", "6"),
});
registry.category("web_tour.tours").add("brand_outlet_desk_agent", {
    steps: () => walk("pieces", "6"),
});
