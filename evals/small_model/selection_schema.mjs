// The JSON schema of a selection: an object with the ids of one to six statements of the request's menus.

const ENTRY = /^(s\d+) \([^)]*\): /gm;
const MOST = 6;

/** Return the schema for a request's messages; undefined where they hold no menu. */
export function selectionSchema(messages) {
  const menus = messages.filter((message) => message.role === "tool" && typeof message.content === "string");
  const ids = [...new Set(menus.flatMap(({ content }) => [...content.matchAll(ENTRY)].map((match) => match[1])))];
  if (!ids.length) return undefined;
  return {
    type: "object",
    properties: { statements: { type: "array", items: { enum: ids }, minItems: 1, maxItems: MOST } },
    required: ["statements"],
    additionalProperties: false,
  };
}
