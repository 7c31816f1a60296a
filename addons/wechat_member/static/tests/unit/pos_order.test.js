import { describe, expect, test } from "@odoo/hoot";
import { setupPosEnv, getFilledOrder } from "@point_of_sale/../tests/unit/utils";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";

definePosModels();

async function orderWithCard() {
    const store = await setupPosEnv();
    const order = await getFilledOrder(store);
    const card = store.models["loyalty.card"].get(1);
    const [line] = order.lines;
    line.update({ is_reward_line: true, coupon_id: card, points_cost: 7 });
    return { store, order, card, line };
}

describe("pos.order - member", () => {
    test("an order without rewards takes nothing off a card", async () => {
        const store = await setupPosEnv();
        const order = await getFilledOrder(store);
        expect(order.getCardCosts()).toEqual({});
    });

    test("points earned on a card are set off against points spent", async () => {
        const { order, card } = await orderWithCard();
        order.uiState.couponPointChanges = {
            [card.id]: { coupon_id: card.id, program_id: card.program_id.id, points: 3 },
        };
        expect(order.getCardCosts()).toEqual({ [card.id]: 4 });
    });

    test("an order that earns more than it spends takes nothing", async () => {
        const { order, card } = await orderWithCard();
        order.uiState.couponPointChanges = {
            [card.id]: { coupon_id: card.id, program_id: card.program_id.id, points: 9 },
        };
        expect(order.getCardCosts()).toEqual({});
    });

    test("a dropped card leaves with its lines", async () => {
        const { order, card, line } = await orderWithCard();
        expect(order.usesCard(card.id)).toBe(true);
        order.dropCards([String(card.id)]);
        expect(order.usesCard(card.id)).toBe(false);
        expect(order.lines.includes(line)).toBe(false);
    });

    test("a customer who is no member earns plain points", async () => {
        const store = await setupPosEnv();
        const order = await getFilledOrder(store);
        expect(order.getPointsMultiplier()).toBe(1);
        expect(order._multiplyPoints(12.34)).toBe(12.34);
    });

    test("a new order holds no coupon", async () => {
        const store = await setupPosEnv();
        expect(store.addNewOrder().uiState.couponHolds).toEqual([]);
    });
});
