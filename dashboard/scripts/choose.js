// A link that only chooses something on its own page is followed without loading the page anew. What it
// opens gets the focus once it is there, so that a keyboard and a screen reader go on from it.
export default function ({ setTriggerValue }) {
    const follow = (event) => {
        const link = event.target.closest?.("a.accord-choice");
        if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        setTriggerValue("choices", Object.fromEntries(new URL(link.href).searchParams));
        focusOn(link.dataset.opens, performance.now() + LONGEST_WAIT_MS);
    };
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
}

const LONGEST_WAIT_MS = 10000;

function focusOn(name, until) {
    const heading = document.querySelector(`.st-key-${CSS.escape(name)} :is(h2, h3)`);
    if (!heading && performance.now() < until) return requestAnimationFrame(() => focusOn(name, until));
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
    heading.scrollIntoView({ block: "start" });
}
