// The area of the address (#area-5) is marked on the map and stands under the city in the table.
// Without this script its row is marked where it is. A click on a map leads where the list of areas
// leads. A clause of the address (#policy-clause) is unfolded.
const orders = new Map();

const mark = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const part = document.getElementById(id);
    if (part?.matches(".accord-clause")) part.open = true;
    const row = id.startsWith("area-") ? part : null;
    for (const shape of document.querySelectorAll(".accord-map [data-to]")) {
        const isMarked = Boolean(row) && shape.dataset.to === `#${id}`;
        shape.toggleAttribute("data-marked", isMarked);
        if (isMarked) shape.parentNode.append(shape); // its outline lies over the others
    }
    if (!row) return;
    const table = row.parentNode;
    if (!orders.has(table)) orders.set(table, [...table.rows]);
    table.append(...orders.get(table));
    table.insertBefore(row, table.rows[1]);
    row.closest("details").open = true;
    row.scrollIntoView({ block: "center" });
};

addEventListener("hashchange", mark);
addEventListener("click", (event) => {
    const to = event.target.closest?.("[data-to]")?.dataset.to;
    if (to) location.href = to;
});
mark();
