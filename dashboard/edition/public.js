// The area of the address (#area-5) is marked on the map and stands under the city in the table.
// Without this script its row is marked where it is.
const orders = new Map();

const mark = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const row = id.startsWith("area-") ? document.getElementById(id) : null;
    for (const link of document.querySelectorAll(".accord-map a")) {
        const isMarked = Boolean(row) && link.getAttribute("href") === `#${id}`;
        link.toggleAttribute("data-marked", isMarked);
        if (isMarked) link.parentNode.append(link); // its outline lies over the others
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
mark();
