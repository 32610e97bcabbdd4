import type { IOptions } from 'sanitize-html';

const WEB = ['http', 'https'];

const COLOR = [/^#[0-9a-f]{3,8}$/i, /^(rgb|hsl)a?\([\d\s,./%]+\)$/i, /^[a-z]+$/i];

const TEXT = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code', 'span'];
const MARKS = ['strong', 'b', 'em', 'i', 'u', 's', 'del', 'sub', 'sup', 'mark', 'small'];
const LISTS = ['ul', 'ol', 'li'];
const TABLES = ['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'];
const MEDIA = ['a', 'img', 'figure', 'figcaption'];

const RICH_TEXT: IOptions = {
  allowedTags: [...TEXT, ...MARKS, ...LISTS, ...TABLES, ...MEDIA],
  allowedAttributes: {
    '*': ['style', 'dir'],
    a: ['href', 'title', 'target', 'rel'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    ol: ['start'],
    li: ['value'],
    th: ['colspan', 'rowspan', 'scope'],
    td: ['colspan', 'rowspan'],
    col: ['span'],
  },
  allowedStyles: { '*': { color: COLOR, 'text-align': [/^(left|right|center|justify|start|end)$/] } },
  allowedSchemes: WEB,
  allowedSchemesByTag: { a: [...WEB, 'mailto'] },
  allowProtocolRelative: false,
  transformTags: { a: (tagName, attributes) => ({ tagName, attribs: linkAttributes(attributes) }) },
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !attribs.src,
};

const MOST_ELEMENTS = 10_000;

/** Whether a text opens more elements than anybody writes. The parser's time grows with the square of those left open. */
export function hasTooManyElements(html: string): boolean {
  let count = 0;
  for (const _ of html.matchAll(/<[a-z]/gi)) if (++count > MOST_ELEMENTS) return true;
  return false;
}

/**
 * The part of a rich text that is safe to show to other people: headings, paragraphs, lists, tables, code, links to web
 * and mail addresses, images from the web or this site, colour and alignment. Everything else is left out; of an unknown
 * element its text stays, of a script or style sheet nothing. Sanitising twice is the same as once.
 * Throws a RangeError for what `hasTooManyElements` refuses: ask that first and answer with an error of the field.
 */
export function sanitizeHtml(html: string): string {
  if (hasTooManyElements(html)) throw new RangeError(`More than ${MOST_ELEMENTS} elements`);
  return sanitizer()(html, RICH_TEXT);
}

/** Loaded by the first text: with its parsers it takes ten megabytes, and many processes only read. */
const sanitizer = () => require('sanitize-html') as typeof import('sanitize-html');

/** A link may open a new tab only, and the page behind it must not get hold of ours. */
function linkAttributes({ href, title, target }: Record<string, string>): Record<string, string> {
  return {
    ...(href === undefined ? {} : { href }),
    ...(title === undefined ? {} : { title }),
    ...(target === '_blank' ? { target, rel: 'noopener noreferrer' } : {}),
  };
}
