// @ts-check
// What the page can do with script: theme, filters, axes, sorting, copying. The address holds the state.
(() => {
  const root = document.documentElement;
  root.classList.add('scripted');

  // The theme is the reader's and not the link's: it is kept in the browser, where that is allowed.
  const THEME = 'exitbench-theme';
  /** @type {string | null} */
  let theme = null;
  try {
    theme = localStorage.getItem(THEME);
  } catch {
    // Without storage it lasts as long as the page.
  }
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;

  document.addEventListener('DOMContentLoaded', () => {
    /** @param {string} selector @returns {HTMLInputElement[]} */
    const inputs = (selector) => [...document.querySelectorAll(selector)].filter((e) => e instanceof HTMLInputElement);
    /** @param {string} selector @returns {HTMLElement[]} */
    const all = (selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
    /** @param {string} id @param {string} text */
    const say = (id, text) => {
      const element = document.getElementById(id);
      if (element !== null) element.textContent = text;
    };
    const boxes = inputs('[data-filter]');
    const switches = inputs('[data-part]');
    const kept = [...boxes, ...switches];
    /** Sorted columns: table → `column:direction`. @type {Map<string, string>} */
    const sorted = new Map();
    /** Rows as they came: what is equal stays in this order, so that an address gives one order. @type {Map<Element, HTMLTableRowElement[]>} */
    const written = new Map();

    const read = () => {
      const state = new URLSearchParams(location.search);
      for (const input of kept) input.checked = state.has(input.name) ? state.getAll(input.name).includes(input.value) : input.defaultChecked;
      // A value that the page does not have leaves no button pressed: then the default holds.
      for (const name of new Set(switches.map((s) => s.name))) {
        const group = switches.filter((s) => s.name === name);
        if (!group.some((s) => s.checked)) for (const s of group) s.checked = s.defaultChecked;
      }
      for (const entry of state.getAll('sort')) {
        const [table, column, direction] = entry.split('.');
        if (table !== undefined && column !== undefined) sorted.set(table, `${column}.${direction}`);
      }
    };

    const write = () => {
      const state = new URLSearchParams();
      for (const name of new Set(kept.map((i) => i.name))) {
        const group = kept.filter((i) => i.name === name);
        if (group.every((i) => i.checked === i.defaultChecked)) continue;
        const values = group.filter((i) => i.checked).map((i) => i.value);
        for (const value of values.length === 0 ? [''] : values) state.append(name, value);
      }
      for (const [table, how] of sorted) state.append('sort', `${table}.${how}`);
      const query = state.toString();
      history.replaceState(null, '', `${location.pathname}${query === '' ? '' : `?${query}`}${location.hash}`);
    };

    const filter = () => {
      const keys = [...new Set(boxes.map((b) => b.name))];
      const on = new Map(keys.map((key) => [key, new Set(boxes.filter((b) => b.name === key && b.checked).map((b) => b.value))]));
      /** @param {HTMLElement | SVGElement} element @param {string} [but] */
      const fits = (element, but) => keys.every((key) => {
        const value = element.dataset[key];
        return key === but || value === undefined || on.get(key)?.has(value);
      });
      for (const element of all('main [data-dataset], main [data-regime], main [data-seed], nav [data-dataset]')) element.toggleAttribute('hidden', !fits(element));
      // A column's seed stands at its head: cells below have no word of it.
      for (const head of all('main th[data-seed]')) {
        const at = head instanceof HTMLTableCellElement ? head.cellIndex : -1;
        for (const row of head.closest('table')?.tBodies[0]?.rows ?? []) row.cells[at]?.toggleAttribute('hidden', Boolean(head.hidden));
      }
      const groups = all('.group');
      const shown = groups.filter((g) => fits(g)).length;
      const off = keys.filter((key) => boxes.some((b) => b.name === key && !b.checked));
      /** @param {string} key */
      const label = (key) => boxes.find((b) => b.name === key)?.dataset.filter ?? key;
      const none = off.filter((key) => on.get(key)?.size === 0);
      const relax = none.length > 0 ? none : off.filter((key) => groups.some((g) => fits(g, key)));
      const empty = document.getElementById('empty');
      if (empty !== null) empty.hidden = shown > 0 && none.length === 0;
      if (shown === 0 || none.length > 0) say('empty', `Nothing is left to show. Relax the filter ${(relax.length > 0 ? relax : off).map((key) => `“${label(key)}”`).join(' or ')}.`);
      say('filter-state', off.map((key) => `${label(key)}: ${on.get(key)?.size ?? 0} of ${boxes.filter((b) => b.name === key).length}`).join(', '));
    };

    const draw = () => {
      for (const variant of all('.variant')) {
        const parts = switches.filter((s) => s.dataset.for === variant.dataset.figure && s.checked);
        if (parts.length === 0) continue;
        /** @param {string} part @param {string} otherwise */
        const at = (part, otherwise) => parts.find((s) => s.dataset.part === part)?.value ?? otherwise;
        const [x, across, up] = (variant.dataset.variant ?? '').split('-');
        const shown = at('x', x ?? '') === x && at('across', across ?? '') === across && at('up', up ?? '') === up;
        variant.toggleAttribute('data-shown', shown);
        variant.toggleAttribute('data-off', !shown);
      }
    };

    /** @param {HTMLTableElement} table @param {number} column @param {string} direction */
    const sort = (table, column, direction) => {
      const heads = [...table.querySelectorAll('thead th')];
      const body = table.tBodies[0];
      if (heads[column] === undefined || body === undefined) return;
      heads.forEach((head, i) => head.setAttribute('aria-sort', i === column ? direction : 'none'));
      const sign = direction === 'descending' ? -1 : 1;
      /** @param {HTMLTableRowElement} row */
      const key = (row) => {
        const cell = row.cells[column];
        const value = cell?.dataset.value;
        const text = cell?.textContent ?? '';
        // Bare numbers, with their intervals or without, have no value beside them: they are what is written.
        if (value === undefined && heads[column]?.classList.contains('number')) {
          const number = text === '' ? NaN : Number(text.replace(/ ±.*/, '').replace('−', '-'));
          return Number.isFinite(number) ? number : null; // a dash, or a word such as `diverged`
        }
        return value === undefined ? text : value === '' ? null : Number(value);
      };
      // What has no value stays at the end, whichever way.
      const first = written.get(body) ?? [...body.rows];
      written.set(body, first);
      const rows = first.map((row) => ({ row, value: key(row) })).toSorted((a, b) => {
        if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
        return sign * (typeof a.value === 'number' && typeof b.value === 'number' ? a.value - b.value : String(a.value).localeCompare(String(b.value), 'en', { numeric: true }));
      });
      body.append(...rows.map(({ row }) => row));
      sorted.set(table.id, `${column}.${direction}`);
    };

    /** What an address points to may be folded away. */
    const reveal = () => {
      const target = document.getElementById(location.hash.slice(1));
      for (let e = target?.closest('details'); e; e = e.parentElement?.closest('details')) e.open = true;
    };

    document.addEventListener('change', ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      if (target.name === 'theme') {
        if (target.value === 'auto') delete root.dataset.theme;
        else root.dataset.theme = target.value;
        try {
          localStorage.setItem(THEME, target.value);
        } catch {
          // As above.
        }
        return;
      }
      filter();
      draw();
      write();
    });

    /** @param {Element | null | undefined} code */
    const copy = (code) => {
      const refused = () => {
        if (code) getSelection()?.selectAllChildren(code);
        say('said', 'The command is selected: copy it with the keyboard.');
      };
      // There is no clipboard where the page came without encryption.
      if (navigator.clipboard === undefined) refused();
      else navigator.clipboard.writeText(code?.textContent ?? '').then(() => say('said', 'The command was copied.'), refused);
    };

    document.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null;
      if (button === null) return;
      const head = button.closest('th');
      const table = button.closest('table');
      if (head !== null && table !== null) {
        sort(table, head.cellIndex, head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending');
        write();
      } else if (button.dataset.copy !== undefined) {
        copy(button.parentElement?.querySelector('code'));
      } else if (button.dataset.reset !== undefined) {
        for (const box of boxes) box.checked = true;
        filter();
        write();
      }
    });

    /** @type {HTMLDetailsElement[]} */
    let closed = [];
    addEventListener('beforeprint', () => {
      closed = [...document.querySelectorAll('details')].filter((d) => !d.open && d.id !== 'filters');
      for (const d of closed) d.open = true;
    });
    addEventListener('afterprint', () => {
      for (const d of closed) d.open = false;
    });
    addEventListener('hashchange', reveal);

    for (const input of inputs('[name=theme]')) input.checked = input.value === (root.dataset.theme ?? 'auto');
    read();
    for (const [id, how] of new Map(sorted)) {
      const [column, direction] = how.split('.');
      const table = document.getElementById(id);
      if (table instanceof HTMLTableElement && (direction === 'ascending' || direction === 'descending')) sort(table, Number(column), direction);
    }
    if (boxes.some((b) => !b.checked)) document.getElementById('filters')?.setAttribute('open', '');
    filter();
    draw();
    reveal();
  });
})();
