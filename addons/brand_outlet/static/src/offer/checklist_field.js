import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component, useRef } from "@odoo/owl";

/** What an offer has and lacks; what it lacks leads to where it is given. */
export class ChecklistField extends Component {
    static template = "brand_outlet.ChecklistField";
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
    }

    get checks() {
        return this.props.record.data[this.props.name] || [];
    }

    get lacking() {
        return this.checks.filter((check) => !check.done).length;
    }

    open(check) {
        const form = this.root.el.closest(".o_form_view");
        const tab = form && form.querySelector(`.o_notebook a[name="${check.page}"]`);
        if (tab) {
            tab.click();
            tab.scrollIntoView({ behavior: "smooth", block: "nearest" });
        }
    }
}

registry.category("fields").add("outlet_checklist", {
    component: ChecklistField,
    displayName: _t("Check list"),
    supportedTypes: ["json"],
});
