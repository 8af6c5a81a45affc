/**
 * One tab stop for a group of controls: the arrow keys, Home and End move within it, as in a toolbar of the ARIA
 * Authoring Practices. The stop is the control that had the focus last, or the first one.
 *
 * A control is an element, or a custom element with one focusable part: such a one has a property `isTabStop`, and its
 * `focus()` focuses that part.
 */

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class RovingFocus {
  #find;
  #stop = null;

  /**
   * @param {import('./vendor/lit.js').LitElement} host
   * @param {() => Element[]} find returns the controls of the group in order
   */
  constructor(host, find) {
    this.#find = find;
    host.addController(this);
  }

  hostUpdated() {
    this.refresh();
  }

  /** Sets the tab stop anew; needed after controls have been added or removed outside an update of the host. */
  refresh() {
    const controls = this.#find();
    if (!controls.includes(this.#stop)) this.#stop = controls[0] ?? null;
    for (const control of controls) {
      const isStop = control === this.#stop;
      if ('isTabStop' in control) control.isTabStop = isStop;
      else control.tabIndex = isStop ? 0 : -1;
    }
  }

  /** Handles `focusin` of the group: what was clicked becomes the tab stop. */
  focusin = (event) => {
    const focused = this.#controlOf(event);
    if (!focused || focused === this.#stop) return;
    this.#stop = focused;
    this.refresh();
  };

  /** Handles `keydown` of the group. */
  keydown = (event) => {
    const controls = this.#find();
    const next = nextIndex(event, controls.indexOf(this.#controlOf(event)), controls.length);
    if (next === null) return;
    event.preventDefault(); // the log would scroll
    this.#stop = controls[next];
    this.refresh();
    controls[next].focus();
  };

  #controlOf(event) {
    const path = event.composedPath();
    return this.#find().find((control) => path.includes(control)) ?? null;
  }
}

/** @returns {number | null} the place of the control that a key leads to; null for a key with another meaning */
function nextIndex({ key, altKey, ctrlKey, metaKey }, index, count) {
  if (index < 0 || altKey || ctrlKey || metaKey) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return key in STEPS ? (index + STEPS[key] + count) % count : null;
}
