/** Saves a file that the page holds, as if its viewer had followed a link to it. */

/**
 * @param {Blob} file
 * @param {string} name of the file
 */
export function saveFile(file, name) {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
