// A button that prints the page.
export default function ({ data, parentElement }) {
    const button = parentElement.querySelector("button");
    button.textContent = data.label;
    button.onclick = () => window.print();
}
