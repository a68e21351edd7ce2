// A tree as the ARIA practices describe it: one element has the tab stop, the arrows move it.
export default function ({ data, parentElement }) {
    const tree = parentElement.querySelector("ul");
    parentElement.querySelector("p").textContent = data.help;
    tree.setAttribute("aria-label", data.label);

    const build = ({ text, entries }, isOpen) => {
        const item = document.createElement("li");
        item.setAttribute("role", "treeitem");
        item.setAttribute("aria-label", text);
        item.tabIndex = -1;
        item.append(text);
        if (entries.length) {
            const group = document.createElement("ul");
            group.setAttribute("role", "group");
            group.append(...entries.map((entry) => build(entry, false)));
            item.setAttribute("aria-expanded", String(isOpen));
            item.append(group);
        }
        return item;
    };
    tree.replaceChildren(build(data.outline, true));
    tree.firstChild.tabIndex = 0;

    const items = () => [...tree.querySelectorAll("li")];
    const isShown = (item) => !item.parentElement.closest('[aria-expanded="false"]');
    const move = (item) => {
        if (!item) return;
        items().forEach((other) => { other.tabIndex = -1; });
        item.tabIndex = 0;
        item.focus();
    };
    const open = (item, isOpen) => item.setAttribute("aria-expanded", String(isOpen));
    const keys = {
        ArrowDown: (item, shown) => move(shown[shown.indexOf(item) + 1]),
        ArrowUp: (item, shown) => move(shown[shown.indexOf(item) - 1]),
        Home: (item, shown) => move(shown[0]),
        End: (item, shown) => move(shown.at(-1)),
        ArrowRight: (item) => {
            if (item.getAttribute("aria-expanded") === "false") open(item, true);
            else move(item.querySelector("li"));
        },
        ArrowLeft: (item) => {
            if (item.getAttribute("aria-expanded") === "true") open(item, false);
            else move(item.parentElement.closest("li"));
        },
    };
    tree.onkeydown = (event) => {
        const item = event.target.closest("li");
        if (!item || !keys[event.key]) return;
        event.preventDefault();
        keys[event.key](item, items().filter(isShown));
    };
    tree.onclick = (event) => {
        const item = event.target.closest("li");
        if (!item) return;
        if (item.hasAttribute("aria-expanded")) {
            open(item, item.getAttribute("aria-expanded") === "false");
        }
        move(item);
    };
}
