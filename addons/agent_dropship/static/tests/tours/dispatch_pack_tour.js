import { registry } from "@web/core/registry";

const INPUT = ".o_pack_scan input";

/** Type like a scanner: the code, then Enter. */
function scan(code, content) {
    return {
        content,
        trigger: INPUT,
        async run({ anchor, press }) {
            anchor.focus();
            anchor.value = code;
            anchor.dispatchEvent(
                new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })
            );
        },
    };
}

function says(kind, content) {
    return { content, trigger: `.o_pack_message.o_pack_${kind}` };
}

registry.category("web_tour.tours").add("dispatch_pack", {
    steps: () => [
        scan("NOBODY", "an unknown slip"),
        says("danger", "is refused"),
        scan("pack-me", "the slip"),
        { trigger: ".o_pack_total:contains('0 / 3')" },
        scan("NOT-HERE", "a wrong article"),
        says("danger", "is refused in red"),
        scan("6900000000017", "a coat by its barcode"),
        { trigger: ".o_pack_total:contains('1 / 3')" },
        scan("t-coat", "the other by its SKU"),
        { trigger: ".o_pack_total:contains('2 / 3')" },
        scan("T-COAT", "one coat too many"),
        says("danger", "is refused in red"),
        scan("T-SCARF", "the scarf"),
        says("success", "completes the parcel"),
        scan("SF-1", "a malformed number"),
        says("danger", "is refused"),
        scan("SF 1234 5678 90123", "the label"),
        { trigger: ".o_pack_head:contains('1')" },
        says("success", "the parcel is shipped"),
        { trigger: ".o_pack_idle" },
    ],
});
