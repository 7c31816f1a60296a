import { registry } from "@web/core/registry";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { DispatchDeskBar } from "./desk_bar";

export class DispatchKanbanRenderer extends KanbanRenderer {
    static template = "agent_dropship.DispatchKanbanRenderer";
    static components = { ...KanbanRenderer.components, DispatchDeskBar };
}

export class DispatchListRenderer extends ListRenderer {
    static template = "agent_dropship.DispatchListRenderer";
    static components = { ...ListRenderer.components, DispatchDeskBar };
}

registry.category("views").add("dispatch_desk_kanban", {
    ...kanbanView,
    Renderer: DispatchKanbanRenderer,
});
registry.category("views").add("dispatch_desk_list", {
    ...listView,
    Renderer: DispatchListRenderer,
});
