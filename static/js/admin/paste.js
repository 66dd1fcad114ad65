// What is pasted from a page or a document keeps its links, lists, headings and stress, as Markdown.
{
  const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "BLOCKQUOTE", "PRE", "TABLE", "TR"]);
  const LEFT_OUT = new Set(["SCRIPT", "STYLE", "META", "LINK", "TITLE", "IMG", "SVG", "TEMPLATE", "NOSCRIPT"]);
  const escaped = (text) => text.replace(/[\\`*[\]<]/g, "\\$&").replace(/\s+/g, " ");

  // Some editors wrap everything in <b> and say by its style that it is not bold.
  function isStrong(node) {
    const weight = /font-weight:\s*(\w+)/.exec(node.dataset.style)?.[1];
    if (weight) return weight === "bold" || Number(weight) >= 600;
    return node.tagName === "B" || node.tagName === "STRONG";
  }

  function address(node) {
    const href = node.getAttribute("href") || "";
    return /^(https:|mailto:)/i.test(href) ? href.replace(/[()\s]/g, encodeURIComponent).replace(/\(/g, "%28").replace(/\)/g, "%29") : "";
  }

  function around(mark, text) {
    const inner = text.trim();
    return inner ? text.replace(inner, () => mark + inner + mark) : text;
  }

  function inline(node) {
    if (node.nodeType === Node.TEXT_NODE) return escaped(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || LEFT_OUT.has(node.tagName.toUpperCase())) return "";
    if (node.tagName === "BR") return "\n";
    const text = [...node.childNodes].map(inline).join("");
    if (node.tagName === "A") return address(node) && text.trim() ? `[${text.trim()}](${address(node)})` : text;
    if (node.tagName === "CODE") return node.textContent.includes("`") ? text : around("`", node.textContent);
    if (isStrong(node)) return around("**", text);
    if (node.tagName === "I" || node.tagName === "EM" || /font-style:\s*italic/.test(node.dataset.style)) return around("*", text);
    return text;
  }

  const isBlock = (node) => node.nodeType === Node.ELEMENT_NODE && BLOCKS.has(node.tagName);
  const holdsBlocks = (node) => node.nodeType === Node.ELEMENT_NODE && [...node.children].some((child) => isBlock(child) || holdsBlocks(child));

  function list(node) {
    let number = 0;
    return [...node.children]
      .flatMap((item) => {
        // Some editors put a list within a list beside its items.
        if (item.tagName === "UL" || item.tagName === "OL") return [list(item).replace(/^/gm, "  ")];
        if (item.tagName !== "LI") return [];
        const mark = node.tagName === "OL" ? `${(number += 1)}. ` : "- ";
        const inner = blocks(item).join("\n").replace(/\n{2,}/g, "\n");
        return [mark + inner.replace(/\n/g, `\n${" ".repeat(mark.length)}`)];
      })
      .join("\n");
  }

  function block(node) {
    if (node.tagName === "UL" || node.tagName === "OL") return [list(node)];
    const heading = /^H([1-6])$/.exec(node.tagName);
    if (heading) return [`${"#".repeat(Math.min(Math.max(Number(heading[1]), 2), 4))} ${inline(node).trim()}`];
    if (node.tagName === "PRE") return [`\`\`\`\n${node.textContent.replace(/\n$/, "")}\n\`\`\``];
    if (node.tagName === "BLOCKQUOTE") return [blocks(node).join("\n\n").replace(/^/gm, "> ")];
    if (node.tagName === "TR") return [[...node.children].map((cell) => inline(cell).trim()).filter(Boolean).join(", ")];
    return blocks(node);
  }

  function blocks(node) {
    const found = [];
    let line = "";
    const end = () => {
      if (line.trim()) found.push(line.replace(/ *\n */g, "\n").trim());
      line = "";
    };
    for (const child of node.childNodes) {
      if (isBlock(child)) {
        end();
        found.push(...block(child));
      } else if (holdsBlocks(child)) {
        end();
        found.push(...blocks(child));
      } else line += inline(child);
    }
    end();
    return found.filter(Boolean);
  }

  // Without what the content policy would refuse, and report: styles are read from an attribute of another name.
  function bare(html) {
    const tag = (text) => text.replace(/^<(\/?)(style|script)\b/i, "<$1template").replace(/\sstyle\s*=/gi, " data-style=").replace(/\son\w+\s*=/gi, " data-off=");
    return html.replace(/<[^>]*>/g, tag);
  }

  document.addEventListener("paste", (event) => {
    const area = event.target;
    if (!(area instanceof HTMLTextAreaElement) || !("preview" in area.dataset)) return;
    const html = event.clipboardData.getData("text/html");
    if (!html) return; // plain text, or pasted as such: as it is
    const source = new DOMParser().parseFromString(bare(html), "text/html");
    if (!source.querySelector("a[href], ul, ol, h1, h2, h3, h4, strong, b, em, i, blockquote, [data-style*=font-weight]")) return;
    event.preventDefault();
    const text = blocks(source.body).join("\n\n");
    // The first keeps what Undo undoes; where it does nothing, the second still writes.
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}
