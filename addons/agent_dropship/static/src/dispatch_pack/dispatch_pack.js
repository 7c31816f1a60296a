import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { sprintf } from "@web/core/utils/strings";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { countCode, isComplete, startCount, totalOf } from "./pack_count";
import { PackSound } from "./pack_sound";

/**
 * Packing by scanning: slip, then every piece, then the number of the label.
 *
 * One input takes everything, so that a scanner or the keyboard alone is enough.
 */
export class DispatchPack extends Component {
    static template = "agent_dropship.DispatchPack";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.input = useRef("scan");
        this.sound = new PackSound();
        this.hasCamera = isBarcodeScannerSupported();
        this.state = useState({
            step: "slip",
            dispatch: null,
            counts: {},
            last: null,
            carrier: false,
            message: null,
            busy: false,
            shipped: 0,
        });
        onMounted(() => {
            this.input.el?.focus();
            const code = this.props.action.params?.code;
            if (code) {
                this.take(code);
            }
        });
        useEffect(
            () => this.input.el?.focus(),
            () => [this.state.step, this.state.dispatch?.id, this.state.busy]
        );
        onWillUnmount(() => this.sound.close());
    }

    get lines() {
        return this.state.dispatch?.lines || [];
    }

    get total() {
        return totalOf(this.lines, this.state.counts);
    }

    get placeholder() {
        return {
            slip: _t("Scan the slip or type the order number"),
            goods: _t("Scan the goods"),
            number: _t("Scan or type the tracking number"),
        }[this.state.step];
    }

    tell(kind, text) {
        this.state.message = { kind, text };
        this.sound.play({ danger: "bad", success: "done" }[kind] || "good");
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.submit();
        } else if (ev.key === "Escape") {
            this.reset();
        }
    }

    async submit() {
        const text = this.input.el.value.trim();
        this.input.el.value = "";
        if (text && !this.state.busy) {
            await this.take(text);
        }
    }

    async take(text) {
        const steps = { slip: this.takeSlip, goods: this.takeGoods, number: this.takeNumber };
        await steps[this.state.step].call(this, text);
    }

    /** Ask the server; what it refuses is said in red and nothing is lost. */
    async call(method, args) {
        this.state.busy = true;
        try {
            return await this.orm.call("stock.picking", method, args);
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.tell("danger", error.data?.message || error.message);
        } finally {
            this.state.busy = false;
        }
    }

    async takeSlip(text) {
        const found = await this.call("pack_find", [text]);
        if (!found) {
            return;
        }
        if (found.problem) {
            this.tell("danger", found.problem);
            return;
        }
        Object.assign(this.state, {
            dispatch: found,
            counts: startCount(found.lines),
            last: null,
            carrier: found.carrier_id,
            step: found.packed ? "number" : "goods",
            message: null,
        });
        this.sound.play("good");
    }

    async takeGoods(text) {
        const { line, verdict } = countCode(this.lines, this.state.counts, text);
        this.state.last = line?.id;
        if (verdict === "foreign") {
            this.tell("danger", sprintf(_t("%s does not belong into this parcel."), text));
        } else if (verdict === "too_many") {
            this.tell("danger", sprintf(_t("Too many: %s is complete."), line.name));
        } else {
            this.state.message = null;
            this.sound.play("good");
            await this.finishGoods();
        }
    }

    async finishGoods() {
        if (!isComplete(this.lines, this.state.counts)) {
            return;
        }
        const packed = await this.call("pack_done", [
            [this.state.dispatch.id],
            { ...this.state.counts },
        ]);
        if (packed) {
            this.state.step = "number";
            this.tell("success", _t("Complete. Close the box and scan the label."));
        }
    }

    async takeNumber(text) {
        const { id, order_ref: order } = this.state.dispatch;
        if (await this.call("pack_ship", [[id], Number(this.state.carrier), text])) {
            this.reset();
            this.state.shipped += 1;
            this.tell("success", sprintf(_t("%s is shipped. Next slip."), order));
        }
    }

    /** Touch and keyboard: count a piece whose code can not be read. */
    countByHand(line) {
        if (this.state.step === "goods" && line.codes.length) {
            this.take(line.codes[0]);
        }
    }

    async scanWithCamera() {
        let code = false;
        try {
            code = await scanBarcode(this.env);
        } catch (error) {
            this.tell("danger", error.message);
        }
        if (code) {
            await this.take(code);
        }
    }

    reset() {
        Object.assign(this.state, {
            step: "slip",
            dispatch: null,
            counts: {},
            last: null,
            message: null,
        });
        if (this.input.el) {
            this.input.el.value = "";
            this.input.el.focus();
        }
    }

    openDesk() {
        this.action.doAction("agent_dropship.dispatch_action", { clearBreadcrumbs: true });
    }

    openRefuse() {
        this.orm
            .call("stock.picking", "action_open_refuse", [[this.state.dispatch.id]])
            .then((action) => this.action.doAction(action, { onClose: () => this.reset() }));
    }
}

registry.category("actions").add("agent_dropship.pack", DispatchPack);
