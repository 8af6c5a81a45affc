/**
 * The wordings of a reply draft: one in each language and length, of which one is shown, and what the viewer has made of
 * each of them. Edits belong to their wording, so that a look at another one loses nothing.
 */

/** @typedef {{language: string, length: 'short' | 'full', text: string}} Draft */

/** The languages of drafts, in the order of their buttons. */
export const DRAFT_LANGUAGES = ['en', 'hi', 'hi-Latn'];

/**
 * @param {{replyDraft?: string | null, replyDrafts?: Draft[], language?: string}} answer
 * @param {string} [replyLocale] the language that the customer is written to, such as "hi-IN"; that of the question if empty
 * @returns {Draft[]} all wordings, the proposed one first; without variants the proposed one alone
 */
export function draftsOf(answer, replyLocale = '') {
  const drafts = proposedFirst(answer);
  const language = valuesOf(drafts, 'language', DRAFT_LANGUAGES).findLast((one) => `${replyLocale}-`.startsWith(`${one}-`));
  if (!language) return drafts;
  const wanted = otherDraft(drafts, drafts[0], { language });
  return [wanted, ...drafts.filter((draft) => draft !== wanted)];
}

function proposedFirst({ replyDraft, replyDrafts = [], language = 'en' }) {
  if (!replyDraft) return [];
  const isProposed = (draft) => draft.text === replyDraft;
  const proposed = replyDrafts.find((draft) => isProposed(draft) && draft.length === 'full') ?? replyDrafts.find(isProposed);
  if (!proposed) return [{ language, length: 'full', text: replyDraft }, ...replyDrafts];
  return [proposed, ...replyDrafts.filter((draft) => draft !== proposed)];
}

/**
 * @param {Draft[]} drafts
 * @param {Draft} shown
 * @param {{language?: string, length?: string}} wanted what the viewer chose
 * @returns {Draft} the wording with it, as close to the one that is shown as there is
 */
export function otherDraft(drafts, shown, { language = shown.language, length = shown.length }) {
  return drafts.find((draft) => draft.language === language && draft.length === length)
    ?? drafts.find((draft) => draft.language === language) ?? shown;
}

/** @returns {string[]} the different values of a field, in order of first appearance by the catalogue of names */
export function valuesOf(drafts, field, order) {
  const found = new Set(drafts.map((draft) => draft[field]));
  return order.filter((value) => found.has(value));
}
