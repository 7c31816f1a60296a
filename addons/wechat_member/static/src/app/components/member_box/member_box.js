import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { useAsyncLockedMethod } from "@point_of_sale/app/hooks/hooks";
import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";

const FIRST = { find: "code", join: "phone", prove: "proof" };

/**
 * One box for whatever is scanned or typed: card, code of the phone, phone number,
 * printed card, coupon. A phone number nobody has leads on to joining: phone, name and
 * birthday, and a code where the shop wants the phone proven.
 */
export class MemberBox extends Component {
    static template = "wechat_member.MemberBox";
    static components = { Dialog };
    static props = {
        join: { type: Boolean, optional: true },
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.state = useState({
            step: this.props.join ? "join" : "find",
            code: "",
            phone: "",
            name: "",
            birthday: "",
            proof: "",
            message: "",
        });
        this.fields = {
            code: useRef("code"),
            phone: useRef("phone"),
            name: useRef("name"),
            proof: useRef("proof"),
        };
        this.confirm = useAsyncLockedMethod(this.confirm);
        useEffect(
            (step) => this._focus(step === "join" && this.state.phone ? "name" : FIRST[step]),
            () => [this.state.step]
        );
    }
    get title() {
        return this.state.step === "find" ? _t("Member") : _t("New Member");
    }
    get label() {
        return this.state.step === "find" ? _t("Find") : _t("Join Now");
    }
    _focus(name) {
        const field = this.fields[name]?.el;
        field?.focus();
        field?.select();
    }
    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.confirm();
        }
    }
    startJoin() {
        Object.assign(this.state, { step: "join", message: "" });
    }
    async confirm() {
        try {
            await (this.state.step === "find" ? this._find() : this._join());
        } catch (error) {
            const words = error.data?.message;
            if (!words) {
                throw error;
            }
            // what was typed stays, the reason stands beside it
            this._tell(words);
        }
    }
    async _find() {
        const code = this.state.code.trim();
        if (!code) {
            return;
        }
        const answer = await this.pos.searchMember(code);
        if (answer.found) {
            this.props.close();
        } else if (answer.phone) {
            Object.assign(this.state, { step: "join", phone: answer.phone });
            this._tell(_t("Nobody has this number yet: join in one go."));
        } else {
            this._tell(answer.message);
            this._focus("code");
        }
    }
    async _join() {
        const { phone, name, birthday, proof } = this.state;
        if (!phone.trim()) {
            this._focus("phone");
            return;
        }
        let answer;
        try {
            answer = await this.pos.joinMember({ phone, name, birthday, code: proof });
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this._tell(_t("The till is offline: nobody can join now."));
            return;
        }
        if (answer.found) {
            this.props.close();
            return;
        }
        this.state.step = "prove";
        this._tell(answer.shown ? `${answer.message} (${answer.shown})` : answer.message);
        this._focus("proof");
    }
    _tell(message) {
        this.state.message = message;
    }
}
