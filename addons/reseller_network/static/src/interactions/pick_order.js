import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

/** Orders the picks by dragging; finger and mouse alike. */
export class PickOrder extends Interaction {
    static selector = ".oo_picks";
    dynamicContent = {
        ".oo_drag": {
            "t-on-pointerdown.prevent": this.grab,
            "t-on-keydown": this.onKey,
        },
        _document: {
            "t-on-pointermove": this.move,
            "t-on-pointerup": this.drop,
            "t-on-pointercancel": this.drop,
        },
    };

    setup() {
        this.dragged = null;
    }

    grab(ev) {
        this.dragged = ev.target.closest(".oo_pick");
        this.dragged.classList.add("oo_dragged");
    }

    move(ev) {
        if (!this.dragged) {
            return;
        }
        const others = [...this.el.querySelectorAll(".oo_pick")];
        const under = others.find((pick) => {
            const box = pick.getBoundingClientRect();
            return ev.clientY >= box.top && ev.clientY <= box.bottom;
        });
        if (!under || under === this.dragged) {
            return;
        }
        const below = others.indexOf(under) > others.indexOf(this.dragged);
        under[below ? "after" : "before"](this.dragged);
    }

    async drop() {
        if (!this.dragged) {
            return;
        }
        this.dragged.classList.remove("oo_dragged");
        this.dragged = null;
        await this.save();
    }

    /** Arrow keys do the same for who does not drag. */
    async onKey(ev) {
        const pick = ev.target.closest(".oo_pick");
        const [next, way] = {
            ArrowUp: [pick.previousElementSibling, "before"],
            ArrowDown: [pick.nextElementSibling, "after"],
        }[ev.key] || [null, ""];
        if (!next) {
            return;
        }
        ev.preventDefault();
        next[way](pick);
        pick.querySelector(".oo_drag").focus();
        await this.save();
    }

    save() {
        const picks = [...this.el.querySelectorAll(".oo_pick")];
        return this.waitFor(
            rpc("/my/outlet/shop/order", {
                pick_ids: picks.map((pick) => Number(pick.dataset.pick)),
            })
        );
    }
}

registry.category("public.interactions").add("reseller_network.pick_order", PickOrder);
