import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { checkFileSize } from "@web/core/utils/files";
import { useService } from "@web/core/utils/hooks";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A binary field as one large target: drop a file on it, or click it. */
export class FileDropField extends Component {
    static template = "brand_outlet.FileDrop";
    static props = {
        ...standardFieldProps,
        fileNameField: { type: String, optional: true },
        accept: { type: String, optional: true },
        hint: { type: String, optional: true },
    };

    setup() {
        this.notification = useService("notification");
        this.input = useRef("input");
        this.state = useState({ isOver: false });
    }

    get fileName() {
        const { record, name, fileNameField } = this.props;
        return record.data[name] ? record.data[fileNameField] || _t("File chosen") : "";
    }

    get isReadonly() {
        return this.props.readonly;
    }

    async onDrop(ev) {
        this.state.isOver = false;
        if (!this.isReadonly) {
            await this.take(ev.dataTransfer.files[0]);
        }
    }

    async onChange(ev) {
        await this.take(ev.target.files[0]);
        // The same file may be chosen again after it was corrected.
        ev.target.value = "";
    }

    onPick() {
        this.input.el.click();
    }

    async take(file) {
        if (!file || !checkFileSize(file.size, this.notification)) {
            return;
        }
        const url = await getDataURLFromFile(file);
        const changes = { [this.props.name]: url.split(",")[1] };
        if (this.props.fileNameField) {
            changes[this.props.fileNameField] = file.name;
        }
        await this.props.record.update(changes);
    }

    async onRemove() {
        const changes = { [this.props.name]: false };
        if (this.props.fileNameField) {
            changes[this.props.fileNameField] = false;
        }
        await this.props.record.update(changes);
    }
}

export const fileDropField = {
    component: FileDropField,
    displayName: _t("File drop"),
    supportedTypes: ["binary"],
    extractProps: ({ attrs, options }) => ({
        fileNameField: attrs.filename,
        accept: options.accept,
        hint: attrs.placeholder,
    }),
};

registry.category("fields").add("outlet_file_drop", fileDropField);
