type Child = Node | string;

/** Creates an element. Texts become text nodes, so text of a model is never parsed as markup. */
export const el = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] => {
  const element = document.createElement(name);
  if (className !== "") element.className = className;
  element.append(...children);
  return element;
};

/** Changes only the children that differ, so that focus and selection outlive the next frame. */
export const update = (target: Element, children: readonly Node[]): void => {
  for (const [index, child] of children.entries()) {
    const old = target.childNodes[index];
    if (old === undefined) target.append(child);
    else if (old instanceof Text && child instanceof Text && child.data.startsWith(old.data)) {
      old.appendData(child.data.slice(old.data.length));
    } else if (!old.isEqualNode(child)) old.replaceWith(child);
  }
  while (target.childNodes.length > children.length) target.lastChild?.remove();
};

const SVG = "http://www.w3.org/2000/svg";

export const svg = (
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly Child[]
): SVGElement => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
};

/** An element of the page. Throws if it is missing. */
export const find = <T extends HTMLElement>(id: string, type: new () => T): T => {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`The page has no ${type.name} #${id}`);
};
