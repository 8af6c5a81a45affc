"use strict";
// Adds what depends on the reader's choice: filters, transcripts, history, comparison. All text is set as text.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const MOST_SHOWN = 100;

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  let fieldCount = 0;

  function labelled(label, field, attributes = {}) {
    field.id = `field-${fieldCount += 1}`;
    return element("div", attributes, element("label", { for: field.id }, label), field);
  }

  function select(label, values, onChange, { any = true } = {}) {
    const field = element("select", {}, any ? element("option", { value: "" }, "any") : "");
    field.append(...values.map((value) => element("option", { value }, value)));
    field.addEventListener("change", onChange);
    return { field, labelled: labelled(label, field) };
  }

  const distinct = (values) => [...new Set(values)].sort();
  const titled = (title, child) => (child ? element("div", {}, element("h4", {}, title), child) : null);
  const lines = (values) => (values.length ? element("pre", {}, values.join("\n")) : null);

  function table(name, head, rows) {
    if (!rows.length) return null;
    return element("div", { class: "wide", role: "region", tabindex: "0", "aria-label": name }, element("table", {},
      element("thead", {}, element("tr", {}, ...head.map((cell) => element("th", { scope: "col" }, cell)))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, cell)))))));
  }

  function folded(title, text) {
    return text ? element("details", {}, element("summary", {}, title), element("pre", {}, text)) : null;
  }

  function sinks(held) {
    if (!held) return null;
    const parts = Object.entries(held).map(([name, text]) => folded(name, text)).filter(Boolean);
    return parts.length ? titled("Everything that was written", element("div", {}, ...parts)) : null;
  }

  // A transcript -------------------------------------------------------------------------------------------------

  function turn(seen, number) {
    const chosen = new Set(seen.selection.map(([id]) => id));
    const outcome = seen.outcome ? `${seen.outcome}${seen.degraded ? ", degraded" : ""}` : "no answer";
    return element("section", {},
      element("h4", {}, `Turn ${number}: `, element("q", {}, seen.asked)),
      element("p", { class: "quiet" }, outcome),
      element("blockquote", {}, element("pre", {}, seen.said)),
      titled("Facts", table("Facts", ["", "label", "shown as", "about", "records"], seen.facts)),
      titled("Menu", table("Menu", ["", "statement", "chosen"], seen.menu.map(([id, text]) => [id, text, chosen.has(id) ? "yes" : ""]))),
      titled("Selection", table("Selection", ["", "kind"], seen.selection)),
      titled("Requests to the rewards API", lines(seen.requests)),
      titled("Decisions", lines(seen.decisions)),
      sinks(seen.sinks));
  }

  function step(seen) {
    return element("section", {},
      element("h4", {}, `Step ${seen.asked}`, seen.status ? `: HTTP ${seen.status}` : ""),
      titled("Requests to the rewards API", lines(seen.requests)), sinks(seen.sinks));
  }

  function transcript(run) {
    const tokens = run.tokens ? `${run.tokens[0]} read, ${run.tokens[1]} written` : "not known";
    const facts = [
      ["Guards against", run.why], ["World", run.world], ["File", run.file || "none"], ["Tags", run.tags.join(", ")],
      ["Time", `${run.ms} ms`], ["Model", `${run.modelCalls} calls`], ["Tokens", tokens],
      ["Cost", run.tier === "live" ? "the total of all runs is under Figures" : "none: no provider was asked"],
    ];
    return element("div", {},
      element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])),
      run.error ? element("p", { class: "broken" }, run.error) : null,
      run.findings.length ? element("ul", { class: "failed" }, ...run.findings.map((one) => element("li", {}, one))) : null,
      ...run.turns.map((seen, place) => turn(seen, place + 1)), ...run.steps.map(step));
  }

  function entry(run) {
    const summary = element("summary", {},
      element("span", { class: `badge ${run.verdict}` }, run.verdict), ` ${run.id} `,
      element("span", { class: "quiet" }, `${run.tier}${run.trial > 1 ? ` #${run.trial}` : ""}, ${run.world}, ${run.ms} ms`));
    const made = element("details", { class: "run", id: `run=${run.key}` }, summary);
    made.addEventListener("toggle", () => {
      if (made.open && made.childElementCount === 1) made.append(transcript(run));
    });
    return made;
  }

  // All runs -----------------------------------------------------------------------------------------------------

  function allRuns(place) {
    const text = new Map(data.runs.map((run) => [run, JSON.stringify(run).toLowerCase()]));
    const list = element("div", {});
    const count = element("p", { role: "status", class: "quiet" });
    const search = element("input", { type: "search", autocomplete: "off" });
    let most = MOST_SHOWN;
    const more = element("button", { type: "button" }, "Show more");
    const fields = {
      verdict: select("Verdict", distinct(data.runs.map((run) => run.verdict)), changed),
      tier: select("Tier", distinct(data.runs.map((run) => run.tier)), changed),
      tag: select("Tag", distinct(data.runs.flatMap((run) => run.tags)), changed),
      check: select("Failed check", distinct(data.runs.flatMap((run) => run.checks)), changed),
      world: select("World", distinct(data.runs.map((run) => run.world)), changed),
    };
    const order = ["broken", "failed", "passed"];
    const sorted = [...data.runs].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));

    function matches(run) {
      const { verdict, tier, tag, check, world } = fields;
      return (!verdict.field.value || run.verdict === verdict.field.value)
        && (!tier.field.value || run.tier === tier.field.value)
        && (!tag.field.value || run.tags.includes(tag.field.value))
        && (!check.field.value || run.checks.includes(check.field.value))
        && (!world.field.value || run.world === world.field.value)
        && search.value.toLowerCase().split(/\s+/).every((word) => text.get(run).includes(word));
    }

    function show() {
      const found = sorted.filter(matches);
      count.textContent = `${found.length} of ${data.runs.length} runs`;
      list.replaceChildren(...found.slice(0, most).map(entry));
      more.hidden = found.length <= most;
    }

    function changed() {
      most = MOST_SHOWN;
      show();
    }

    function follow() {
      if (!location.hash.startsWith("#run=")) return;
      const key = decodeURIComponent(location.hash.slice(5));
      if (!data.runs.some((run) => run.key === key)) return;
      let target = document.getElementById(`run=${key}`);
      if (!target) {
        search.value = "";
        for (const { field } of Object.values(fields)) field.value = "";
        most = data.runs.length;
        show();
        target = document.getElementById(`run=${key}`);
      }
      target.open = true;
      target.scrollIntoView();
      target.firstElementChild.focus();
    }

    search.addEventListener("input", changed);
    more.addEventListener("click", () => { most = data.runs.length; show(); });
    window.addEventListener("hashchange", follow);
    place.replaceChildren(element("div", { class: "filters" },
      labelled("Search in names, questions, answers, facts and findings", search, { class: "search" }),
      ...Object.values(fields).map((each) => each.labelled)), count, list, more);
    show();
    follow();
  }

  // Reports over time --------------------------------------------------------------------------------------------

  const { names, runs: reports, texts } = data.history;
  const keys = distinct(reports.flatMap((report) => Object.keys(report)));

  function history(place) {
    if (names.length < 2) {
      place.replaceChildren(element("p", {}, "No earlier report was given (--history DIR)."));
      return;
    }
    const totals = reports.map((report) => {
      const verdicts = Object.values(report).map(([verdict]) => verdict);
      return [verdicts.length, verdicts.filter((verdict) => verdict !== "passed").length];
    });
    const unsteady = keys.filter((key) => new Set(reports.map((report) => (report[key] || ["absent"])[0])).size > 1);
    place.replaceChildren(
      table("Reports", ["report", "runs", "not passed"], names.map((name, at) => [name, String(totals[at][0]), String(totals[at][1])])),
      titled("Runs whose verdict changed", table("Runs whose verdict changed", ["run", ...names],
        unsteady.map((key) => [key, ...reports.map((report) => (report[key] || ["absent"])[0])])))
        || element("p", {}, "No verdict changed."));
  }

  function changedLines(before, after) {
    const [old, now] = [before.split("\n"), after.split("\n")];
    return [...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
      ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`)];
  }

  function difference(before, after) {
    if (!before || !after) return [before ? "is gone" : "is new"];
    const parts = before[0] === after[0] ? [] : [`verdict: ${before[0]} before, ${after[0]} after`];
    const sections = [["findings", before[1], after[1]], ["answer", before[2], after[2]]];
    for (const [name, old, now] of sections) {
      if (old !== now) parts.push(`${name}:`, ...changedLines(texts[old], texts[now]));
    }
    return parts;
  }

  function compare(place) {
    if (names.length < 2) {
      place.replaceChildren(element("p", {}, "Two reports are needed (--history DIR)."));
      return;
    }
    const found = element("div", {});
    const count = element("p", { role: "status", class: "quiet" });
    const [one, other] = ["Before", "After"].map((label) => select(label, names, show, { any: false }));
    one.field.value = names[names.length - 2];
    other.field.value = names[names.length - 1];

    function show() {
      const [before, after] = [one, other].map(({ field }) => reports[names.indexOf(field.value)] || {});
      const changes = keys.map((key) => [key, before[key], after[key]])
        .filter(([, old, now]) => old || now)
        .map(([key, old, now]) => [key, difference(old, now), !old || !now || old[0] !== now[0]])
        .filter(([, parts]) => parts.length)
        .sort((a, b) => Number(b[2]) - Number(a[2]));
      count.textContent = `${changes.length} runs differ`;
      found.replaceChildren(...changes.map(([key, parts]) =>
        element("details", { class: "run" }, element("summary", {}, key, element("span", { class: "quiet" }, ` ${parts[0]}`)),
          element("pre", {}, parts.join("\n")))));
    }

    place.replaceChildren(element("div", { class: "filters" }, one.labelled, other.labelled), count, found);
    show();
  }

  allRuns(document.getElementById("runs"));
  history(document.getElementById("history"));
  compare(document.getElementById("compare"));
})();
