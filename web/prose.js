/**
 * Splits a text into paragraphs and list items in which each figure is a separate part. Offsets are Unicode code
 * points, not the units of a JavaScript string: everything is counted over `Array.from(text)`.
 */

/** @typedef {{text: string, factId?: string}} Part */
/** @typedef {{kind: 'paragraph' | 'item', parts: Part[]}} Block */

const BULLET = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/u;

/**
 * @param {string} text
 * @param {{start: number, end: number, factId: string}[]} figures half-open ranges of code points
 * @returns {Part[]} the whole text in order; a figure that overlaps an earlier one, or lies outside, is left as text
 */
export function partsOf(text, figures) {
  const points = Array.from(text);
  const parts = [];
  let from = 0;
  for (const { start, end, factId } of [...figures].sort((a, b) => a.start - b.start)) {
    if (start < from || end <= start || end > points.length) continue;
    if (start > from) parts.push({ text: points.slice(from, start).join('') });
    parts.push({ text: points.slice(start, end).join(''), factId });
    from = end;
  }
  if (from < points.length) parts.push({ text: points.slice(from).join('') });
  return parts;
}

/** @returns {Block[]} paragraphs and list items; a single line break inside a paragraph is kept as "\n" */
export function blocksOf(text, figures) {
  const blocks = [];
  for (const line of linesOf(partsOf(text, figures))) {
    const first = line[0]?.text ?? '';
    if (line.every((part) => part.text.trim() === '')) {
      blocks.push(null); // the next line starts a new block
    } else if (BULLET.test(first)) {
      const marker = first.replace(/^\s*[-*•]\s+/u, '');
      blocks.push({ kind: 'item', parts: [{ ...line[0], text: marker }, ...line.slice(1)] });
    } else if (blocks.at(-1)?.kind === 'paragraph') {
      blocks.at(-1).parts.push({ text: '\n' }, ...line);
    } else {
      blocks.push({ kind: 'paragraph', parts: line });
    }
  }
  return blocks.filter(Boolean);
}

function linesOf(parts) {
  const lines = [[]];
  for (const part of parts) {
    if (part.factId) {
      lines.at(-1).push(part);
      continue;
    }
    part.text.split('\n').forEach((piece, index) => {
      if (index > 0) lines.push([]);
      if (piece) lines.at(-1).push({ text: piece });
    });
  }
  return lines;
}
