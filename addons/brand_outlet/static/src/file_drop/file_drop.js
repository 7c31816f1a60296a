import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { checkFileSize } from "@web/core/utils/files";
import { useService } from "@web/core/utils/hooks";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const UPLOAD_BATCH = 10;

/** The files of a drop, those in folders included. */
async function listFiles(transfer) {
    const entries = [...transfer.items]
        .map((item) => item.webkitGetAsEntry?.())
        .filter((entry) => entry);
    if (!entries.some((entry) => entry.isDirectory)) {
        return [...transfer.files];
    }
    return (await Promise.all(entries.map(readEntry))).flat();
}

async function readEntry(entry) {
    if (entry.isFile) {
        return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
    }
    const reader = entry.createReader();
    const files = [];
    let entries;
    do {
        // a reader gives a hundred at a time
        entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        files.push(...(await Promise.all(entries.map(readEntry))).flat());
    } while (entries.length);
    return files;
}

/** A binary field as one large target: drop a file on it, or click it. */
export class FileDropField extends Component {
    static template = "brand_outlet.FileDrop";
    static props = {
        ...standardFieldProps,
        fileNameField: { type: String, optional: true },
        accept: { type: String, optional: true },
        hint: { type: String, optional: true },
        countField: { type: String, optional: true },
    };

    setup() {
        this.notification = useService("notification");
        this.http = useService("http");
        this.input = useRef("input");
        this.state = useState({ isOver: false, sent: 0, sending: 0 });
    }

    get fileName() {
        const { record, name, fileNameField } = this.props;
        return record.data[name] ? record.data[fileNameField] || _t("File chosen") : "";
    }

    /** How many files were uploaded beside the field's own one. */
    get uploaded() {
        const { record, countField } = this.props;
        return countField ? record.data[countField] : 0;
    }

    get uploadedLabel() {
        return _t("%(count)s files", { count: this.uploaded });
    }

    get sendingLabel() {
        const { sent, sending } = this.state;
        return _t("Uploading %(sent)s of %(total)s…", { sent, total: sending });
    }

    get isReadonly() {
        return this.props.readonly;
    }

    async onDrop(ev) {
        this.state.isOver = false;
        if (!this.isReadonly) {
            await this.takeAll(await listFiles(ev.dataTransfer));
        }
    }

    async onChange(ev) {
        await this.takeAll([...ev.target.files]);
        // The same file may be chosen again after it was corrected.
        ev.target.value = "";
    }

    onPick() {
        this.input.el.click();
    }

    async takeAll(files) {
        const isMany = this.props.countField && !files.some((file) => /\.zip$/i.test(file.name));
        if (files.length && isMany) {
            await this.upload(files);
        } else {
            await this.take(files[0]);
        }
    }

    /** Attach the files to the record, some at a time. */
    async upload(files) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        Object.assign(this.state, { sent: 0, sending: files.length });
        for (let first = 0; first < files.length; first += UPLOAD_BATCH) {
            const ufile = files.slice(first, first + UPLOAD_BATCH);
            const params = { csrf_token: odoo.csrf_token, ufile };
            Object.assign(params, { model: record.resModel, id: record.resId });
            const answer = await this.http.post("/web/binary/upload_attachment", params, "text");
            const failed = JSON.parse(answer).find((file) => file.error);
            if (failed) {
                this.notification.add(failed.error, { type: "danger" });
                break;
            }
            this.state.sent += ufile.length;
        }
        this.state.sending = 0;
        await record.load();
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
        countField: options.count_field,
    }),
};

registry.category("fields").add("outlet_file_drop", fileDropField);
