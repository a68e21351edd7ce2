// What only a script in the browser can do for a page: show it once it is drawn, go to the figure
// that an address names, apply a typed day on Enter, and say in the reader's language what Streamlit says in English.
export default function ({ data }) {
    const observer = new MutationObserver((changes) => changes.forEach(translate));
    if (Object.keys(data.borrowed).length) {
        translateUnder(document.body);
        observer.observe(document.body, {
            attributes: true, attributeFilter: ATTRIBUTES, childList: true, characterData: true, subtree: true,
        });
    }
    document.addEventListener("keydown", applyDay, true); // before the field keeps it to itself
    show(goToFigure);
    return () => {
        observer.disconnect();
        document.removeEventListener("keydown", applyDay, true);
    };

    function translate({ type, target, addedNodes }) {
        if (type === "childList") addedNodes.forEach(translateUnder);
        else if (type === "attributes") translateAttributes(target);
        else translateText(target);
    }

    function translateUnder(node) {
        if (node.nodeType === Node.TEXT_NODE) return translateText(node);
        if (node.nodeType !== Node.ELEMENT_NODE) return;
        translateAttributes(node);
        const inside = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
        while (inside.nextNode()) {
            if (inside.currentNode.nodeType === Node.TEXT_NODE) translateText(inside.currentNode);
            else translateAttributes(inside.currentNode);
        }
    }

    function translateText(node) {
        if (Object.hasOwn(data.borrowed, node.nodeValue) && !node.parentElement?.closest(OURS)) {
            node.nodeValue = data.borrowed[node.nodeValue];
        }
    }

    function translateAttributes(element) {
        if (element.closest(DRAWN)) return;
        for (const attribute of ATTRIBUTES) {
            const [said, rest] = parts(element.getAttribute(attribute) ?? "");
            if (Object.hasOwn(data.borrowed, said)) element.setAttribute(attribute, data.borrowed[said] + rest);
        }
    }
}

const ATTRIBUTES = ["aria-label", "placeholder", "title"];

// Words of the data may be the same as Streamlit's. They stand in charts and the cells of tables, and as
// text in the other parts that are ours.
const DRAWN = "svg, canvas, .vg-tooltip";
const OURS = `${DRAWN}, .stMarkdown, .stHtml, [role=option][data-key]`;

// Enter in a day's field presses the button of its form, as in any other field. A typed day is taken
// once its field is left, and that reaches the form before the next frame but one.
function applyDay({ key, target }) {
    const form = key === "Enter" && target.matches?.("[role=spinbutton]") && target.closest("[data-testid=stForm]");
    if (!form) return;
    target.blur();
    requestAnimationFrame(() => requestAnimationFrame(() => form.querySelector("[data-testid=stFormSubmitButton] button").click()));
}

const LONGEST_WAIT_MS = 5000; // then the style sheet shows the page too

// The answer that came with the page's HTML goes once the page's own script has ended, however it
// ended, and its parts are drawn.
function show(then) {
    const first = document.getElementById("first");
    let ended = null;
    const look = () => {
        if (!document.querySelector("[data-test-script-state=notRunning]")) return requestAnimationFrame(look);
        ended ??= performance.now();
        const charts = [...document.querySelectorAll("[data-testid=stVegaLiteChart]")];
        const isDrawn = !document.querySelector("[data-testid=stSkeleton]")
            && charts.every((chart) => chart.querySelector(".marks"));
        if (!isDrawn && performance.now() - ended < LONGEST_WAIT_MS) return requestAnimationFrame(look);
        first?.remove();
        then();
    };
    look();
}

// Streamlit adds what a button belongs to: "Search: The same numbers"
function parts(text) {
    const [said] = text.split(/: |, /, 1);
    return [said, text.slice(said.length)];
}

// What stands under a figure is scrolled to, so that the figure is above it. The name is kept by
// the page's first script: Streamlit drops it from the address.
function goToFigure() {
    const page = document.documentElement;
    const name = page.dataset.figure;
    const figure = /^[\w-]+$/.test(name) && document.querySelector(`.st-key-actions_${name}`);
    if (!figure) return;
    page.dataset.figure = "";
    figure.scrollIntoView({ block: "end" });
}
