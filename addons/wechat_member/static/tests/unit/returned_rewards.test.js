import { expect, test } from "@odoo/hoot";
import { returnedRewards } from "@wechat_member/app/utils/returned_rewards";

const round = (amount) => Math.round(amount * 100) / 100;

test("a reward goes back in the part its goods do, to the cent in the end", () => {
    const goods = (before, now) => [{ value: 100, before: before / 3, now: now / 3 }];
    const taken = (back) => [{ taken: 50, back }];
    expect(returnedRewards(goods(0, 1), taken(0), round)).toEqual([16.67]);
    expect(returnedRewards(goods(1, 1), taken(16.67), round)).toEqual([16.66]);
    expect(returnedRewards(goods(2, 1), taken(33.33), round)).toEqual([16.67]);
    expect(returnedRewards(goods(3, 0), taken(50), round)).toEqual([0]);
});

test("goods that were free bring nothing back", () => {
    expect(returnedRewards([{ value: 0, before: 0, now: 1 }], [{ taken: 5, back: 0 }], round)).toEqual(
        [0]
    );
});
