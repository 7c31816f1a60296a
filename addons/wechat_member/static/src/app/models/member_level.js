import { registry } from "@web/core/registry";
import { Base } from "@point_of_sale/app/models/related_models";

export class MemberLevel extends Base {
    static pythonModel = "member.level";
}

registry.category("pos_available_models").add(MemberLevel.pythonModel, MemberLevel);
