'use strict';
// The page's script: theme, copying, and the list of all cases. Foreign texts only ever become text nodes.
(() => {
  const root = document.documentElement;
  const at = id => document.getElementById(id);
  root.classList.add('script');

  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // ---- theme: as the system, light, dark; remembered where the browser lets a file remember ----
  const themes = ['', 'light', 'dark'];
  const themeButton = at('theme');
  const applyTheme = theme => {
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
    themeButton.textContent = 'Theme: ' + (theme || 'as the system');
  };
  let theme = '';
  try { theme = localStorage.getItem('llmeval-theme') || ''; } catch { /* no storage for files */ }
  applyTheme(themes.includes(theme) ? theme : '');
  themeButton.addEventListener('click', () => {
    theme = themes[(themes.indexOf(root.dataset.theme || '') + 1) % themes.length];
    applyTheme(theme);
    try { localStorage.setItem('llmeval-theme', theme); } catch { /* no storage for files */ }
  });

  // ---- copying commands ----
  document.addEventListener('click', event => {
    const button = event.target.closest && event.target.closest('button.copy');
    if (!button) return;
    const code = button.parentElement.querySelector('code');
    const done = () => { button.textContent = 'Copied'; setTimeout(() => { button.textContent = 'Copy'; }, 1500); };
    const select = () => {
      const range = document.createRange();
      range.selectNodeContents(code);
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
    };
    if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(done, select); else select();
  });

  // ---- age of the baseline, reckoned when the page is read ----
  for (const time of document.querySelectorAll('time.age')) {
    const days = Math.floor((Date.now() - Date.parse(time.dateTime)) / 86400000);
    if (days >= 0) time.after(` (${days === 0 ? 'today' : days === 1 ? 'yesterday' : days + ' days ago'})`);
  }

  // ---- printing shows what is folded ----
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details:not([open])')].filter(d => !d.classList.contains('numbers'));
    for (const details of folded) details.open = true;
  });
  addEventListener('afterprint', () => { for (const details of folded) details.open = false; });

  if (!at('list')) return;
  const data = JSON.parse(at('data').textContent);

  // ---- unpacking: base64, then deflate ----
  const unpack = async number => {
    const binary = atob(at('p' + number).textContent);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    let plain;
    if (typeof DecompressionStream === 'function') {
      try { plain = new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer()); } catch { /* a browser that knows the class but not this format */ }
    }
    return JSON.parse(new TextDecoder().decode(plain || inflate(bytes)));
  };

  // Inflate (RFC 1951), for browsers without DecompressionStream.
  const inflate = source => {
    let out = new Uint8Array(source.length * 6 + 1024), length = 0, position = 0, bits = 0, count = 0;
    const take = n => {
      while (count < n) { bits |= source[position++] << count; count += 8; }
      const value = bits & ((1 << n) - 1);
      bits >>>= n;
      count -= n;
      return value;
    };
    const room = n => {
      if (length + n <= out.length) return;
      const larger = new Uint8Array(Math.max(out.length * 2, length + n));
      larger.set(out.subarray(0, length));
      out = larger;
    };
    const code = lengths => {
      const counts = new Uint16Array(16), offsets = new Uint16Array(16), symbols = new Uint16Array(lengths.length);
      for (const n of lengths) counts[n]++;
      counts[0] = 0;
      for (let i = 1; i < 16; i++) offsets[i] = offsets[i - 1] + counts[i - 1];
      lengths.forEach((n, symbol) => { if (n) symbols[offsets[n]++] = symbol; });
      return { counts, symbols };
    };
    const decode = ({ counts, symbols }) => {
      let value = 0, first = 0, index = 0;
      for (let n = 1; n < 16; n++) {
        value |= take(1);
        if (value - first < counts[n]) return symbols[index + value - first];
        index += counts[n];
        first = (first + counts[n]) << 1;
        value <<= 1;
      }
      throw new Error('damaged data');
    };
    const lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
    const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    const farBase = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
    const farExtra = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
    const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let last = 0;
    while (!last) {
      last = take(1);
      const kind = take(2);
      if (kind === 0) {
        bits = count = 0;
        const n = source[position] | (source[position + 1] << 8);
        position += 4;
        room(n);
        out.set(source.subarray(position, position + n), length);
        position += n;
        length += n;
        continue;
      }
      let literals, fars;
      if (kind === 1) {
        literals = code(Array.from({ length: 288 }, (_, i) => i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
        fars = code(new Array(30).fill(5));
      } else {
        const literalCount = take(5) + 257, farCount = take(5) + 1, codeCount = take(4) + 4;
        const lengths = new Array(19).fill(0);
        for (let i = 0; i < codeCount; i++) lengths[order[i]] = take(3);
        const small = code(lengths), all = [];
        while (all.length < literalCount + farCount) {
          const symbol = decode(small);
          if (symbol < 16) { all.push(symbol); continue; }
          const value = symbol === 16 ? all[all.length - 1] : 0;
          for (let n = symbol === 16 ? 3 + take(2) : symbol === 17 ? 3 + take(3) : 11 + take(7); n > 0; n--) all.push(value);
        }
        literals = code(all.slice(0, literalCount));
        fars = code(all.slice(literalCount));
      }
      for (;;) {
        const symbol = decode(literals);
        if (symbol === 256) break;
        room(258);
        if (symbol < 256) { out[length++] = symbol; continue; }
        const n = lengthBase[symbol - 257] + take(lengthExtra[symbol - 257]);
        const far = decode(fars);
        const from = farBase[far] + take(farExtra[far]);
        for (let i = 0; i < n; i++, length++) out[length] = out[length - from];
      }
    }
    return out.subarray(0, length);
  };

  // ---- the cases of all suites ----
  const states = [[1, 'confirmed', 'bad'], [2, 'lost', 'bad'], [4, 'unscored', 'bad'], [8, 'unstable', ''], [16, 'won', 'good'], [32, 'gone', ''], [64, 'edited', ''], [128, 'new', ''], [256, 'fails', 'bad']];
  const rowHeight = 32;
  const list = at('list'), rows = at('rows'), columns = at('columns'), panel = at('case'), search = at('search'), count = at('count');
  const bySuite = at('by-suite'), byStatus = at('by-status'), byTag = at('by-tag'), byMetric = at('by-metric');
  const cases = [];
  let shown = [], selected = -1, opened = null, shownMetrics = [], textState = 0;

  const number = (metric, value) => value === null || value === undefined ? '–'
    : metric.share ? (Math.round(value * 1000) / 10) + '%' : Number(value.toPrecision(4)) + (metric.unit ? ' ' + metric.unit : '');
  const move = (metric, item) => {
    const now = item.suite.list.now[metric][item.index], before = item.suite.list.before[metric][item.index], of = item.suite.metrics[metric];
    const short = value => value !== null && of.share ? Math.round(value * 100) + '%' : value === null ? '–' : String(Number(value.toPrecision(3)));
    return before === null || short(before) === short(now) ? short(now) : short(before) + ' → ' + short(now);
  };
  const state = item => states.find(s => item.status & s[0]);

  const option = (select, value, text) => {
    const element = make('option', '', text);
    element.value = value;
    select.append(element);
  };
  const fill = (select, entries) => {
    const chosen = select.value;
    select.replaceChildren();
    option(select, '', 'all');
    for (const [value, text] of entries) option(select, value, text);
    select.value = entries.some(e => e[0] === chosen) ? chosen : '';
  };
  const chosenSuites = () => bySuite.value === '' ? data.suites : [data.suites[Number(bySuite.value)]];

  const fillFilters = () => {
    const suites = new Set(chosenSuites());
    const of = cases.filter(c => suites.has(c.suite));
    fill(byStatus, states.map(([bit, name]) => [String(bit), name, of.filter(c => c.status & bit).length]).filter(s => s[2]).map(([bit, name, n]) => [bit, `${name} (${n})`]));
    const tags = new Map();
    for (const item of of) for (const tag of item.tags) tags.set(tag, (tags.get(tag) || 0) + 1);
    fill(byTag, [...tags].sort((a, b) => a[0] < b[0] ? -1 : 1).map(([tag, n]) => [tag, `${tag} (${n})`]));
    const metrics = new Set();
    for (const suite of suites) for (const metric of suite.metrics) metrics.add(metric.name);
    fill(byMetric, [...metrics].map(name => [name, `${name}: fails or moved`]));
  };

  const filter = keep => {
    const chosen = keep === true && selected >= 0 ? shown[selected] : null;
    const words = search.value.toLowerCase().split(/\s+/).filter(w => w);
    const suites = new Set(chosenSuites()), bit = Number(byStatus.value), tag = byTag.value, metricName = byMetric.value;
    shown = cases.filter(item => {
      if (!suites.has(item.suite) || (bit && !(item.status & bit)) || (tag && !item.tags.includes(tag))) return false;
      if (metricName) {
        const m = item.suite.metrics.findIndex(x => x.name === metricName);
        if (m < 0) return false;
        const { now, before, passed } = item.suite.list;
        const moved = before[m][item.index] !== null && now[m][item.index] !== null && before[m][item.index] !== now[m][item.index];
        if (passed[m][item.index] !== 0 && !moved) return false;
      }
      return words.every(w => item.text.includes(w) || (item.answers !== undefined && item.answers.includes(w)));
    });
    const only = suites.size === 1 ? [...suites][0] : null;
    shownMetrics = !only ? [] : metricName ? [only.metrics.findIndex(x => x.name === metricName)]
      : only.metrics.map((_, i) => i).filter(i => only.list.now[i].some(v => v !== null) && (only.metrics[i].decides || only.metrics.length <= 3)).slice(0, 3);
    list.style.setProperty('--metrics', shownMetrics.map(() => '6rem').join(' ') || '0');
    columns.style.setProperty('--metrics', shownMetrics.map(() => '6rem').join(' ') || '0');
    columns.replaceChildren(make('span', '', 'Case'), make('span', '', 'Status'), ...shownMetrics.map(m => make('span', 'value', only.metrics[m].name)));
    rows.style.height = shown.length * rowHeight + 'px';
    const loading = words.length && textState === 1 ? ' (looking through the answers, too)' : '';
    count.textContent = `${shown.length} of ${cases.length} cases${loading}`;

    // Rows that join because of their answers must not move the chosen case from under the reader's hand.
    const kept = chosen ? shown.indexOf(chosen) : -1;
    if (kept >= 0) return select(kept);
    list.scrollTop = 0;
    selected = shown.length ? 0 : -1;
    draw();
  };

  const draw = () => {
    const from = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 8);
    const to = Math.min(shown.length, from + Math.ceil(list.clientHeight / rowHeight) + 16);
    const drawn = document.createDocumentFragment();
    for (let i = from; i < to; i++) {
      const item = shown[i], row = make('div', 'row'), name = make('span', 'name');
      row.id = 'row-' + i;
      row.setAttribute('role', 'option');
      row.setAttribute('aria-setsize', shown.length);
      row.setAttribute('aria-posinset', i + 1);
      row.setAttribute('aria-selected', i === selected);
      row.style.top = i * rowHeight + 'px';
      name.append(make('bdi', 'id', item.id));
      const more = (data.suites.length > 1 ? [item.suite.suite + ' x ' + item.suite.model] : []).concat(item.tags);
      if (more.length) name.append(make('span', 'tags', more.join(' · ')));
      const cell = make('span');
      const told = state(item);
      if (told) cell.append(make('span', 'chip ' + told[2], told[1]));
      row.append(name, cell, ...shownMetrics.map(m => make('span', 'value', move(m, item))));
      drawn.append(row);
    }
    rows.replaceChildren(drawn);
    if (selected >= from && selected < to) list.setAttribute('aria-activedescendant', 'row-' + selected); else list.removeAttribute('aria-activedescendant');
  };

  const select = index => {
    if (!shown.length) return;
    selected = Math.max(0, Math.min(shown.length - 1, index));
    const top = selected * rowHeight;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
    draw();
  };

  const chunk = (suite, index) => suite.loaded[index] || (suite.loaded[index] = unpack(suite.chunks[index]));

  // ---- one case ----
  const open = async item => {
    opened = item;
    const { suite, index } = item, listed = suite.list, parts = [];
    const title = make('h3');
    title.append(make('bdi', '', item.id));
    for (const s of states) if (item.status & s[0]) title.append(make('span', 'chip ' + s[2], s[1]));
    parts.push(title, make('p', 'note', [suite.suite + ' x ' + suite.model, listed.line[index] ? 'line ' + listed.line[index] : '', item.tags.join(', ')].filter(t => t).join(' · ')));
    const table = make('table'), head = make('tr'), body = make('tbody');
    for (const [i, name] of ['Metric', 'Before', 'Now'].entries()) {
      const cell = make('th', i ? 'n' : '', name);
      cell.scope = 'col';
      head.append(cell);
    }
    const thead = make('thead');
    thead.append(head);
    suite.metrics.forEach((metric, m) => {
      const now = listed.now[m][index], before = listed.before[m][index];
      if (now === null && before === null) return;
      const row = make('tr'), name = make('th', '', metric.name);
      name.scope = 'row';
      const difference = now === null || before === null ? 0 : (now - before) * (metric.up ? 1 : -1);
      row.append(name, make('td', 'n', number(metric, before)), make('td', 'n ' + (difference < 0 ? 'worse' : difference > 0 ? 'better' : ''), number(metric, now) + (listed.passed[m][index] === 0 ? ' fails' : '')));
      body.append(row);
    });
    table.append(thead, body);
    parts.push(table);
    const texts = make('div');
    parts.push(texts);
    const run = make('p', 'command');
    run.append(make('code', '', listed.run[index]), Object.assign(make('button', 'copy', 'Copy'), { type: 'button' }));
    parts.push(make('p', 'label', 'Run this case again'), run);
    panel.replaceChildren(...parts);
    panel.scrollTop = 0;
    if (suite.private) { texts.append(make('p', 'note', 'This suite is private: its texts are not in this report.')); return; }
    if (listed.chunk[index] < 0) { texts.append(make('p', 'note', suite.texts ? 'The answers of this case are not in this file; the result file has them.' : 'There are no answers in a result file: nothing was asked, or the file is gone.')); return; }
    const found = (await chunk(suite, listed.chunk[index]))[item.id];
    if (opened === item && found) texts.replaceChildren(...show(suite, found));
  };

  const show = (suite, found) => {
    const parts = [];
    if (found.d) {
      const answer = make('div', 'answer');
      answer.dir = 'auto';
      for (let i = 0; i < found.d.length; i += 2) answer.append(found.d[i] < 0 ? make('del', '', found.d[i + 1]) : found.d[i] > 0 ? make('ins', '', found.d[i + 1]) : found.d[i + 1]);
      parts.push(make('p', 'label', 'Answer, compared with the baseline\'s'), answer);
    }
    for (const sample of found.s) {
      parts.push(make('h4', '', `Sample ${sample.n + 1}${sample.c ? ', from the cache' : ''}`));
      if (sample.x) parts.push(make('p', 'reason', sample.x));
      for (const turn of sample.t) {
        const answer = make('div', 'answer', turn);
        answer.dir = 'auto';
        parts.push(answer);
      }
      for (const [metric, outcome, value, reason, ...evidence] of sample.r) {
        const line = make('p', 'reason'), of = suite.metrics[metric] || { name: metric, share: false, unit: '' };
        line.append(make('strong', outcome === 0 || outcome === 3 ? 'worse' : '', of.name), `: ${['fails', 'passes', 'nothing to judge', 'unscored'][outcome]}${value === null ? '' : ' (' + number(of, value) + ')'}${reason ? '. ' + reason : ''}${evidence.length ? ' [' + evidence.join('; ') + ']' : ''}`);
        parts.push(line);
      }
    }
    return parts;
  };

  // ---- words of answers, unpacked when somebody searches for the first time ----
  const loadTexts = async () => {
    if (textState) return;
    textState = 1;
    const byId = new Map(data.suites.map(s => [s, new Map()]));
    for (const item of cases) byId.get(item.suite).set(item.id, item);
    for (const suite of data.suites) {
      for (let i = 0; i < suite.chunks.length; i++) {
        for (const [id, found] of Object.entries(await chunk(suite, i))) {
          const item = byId.get(suite).get(id);
          if (item) item.answers = found.s.map(s => s.t.join('\n') + '\n' + s.r.map(r => r[3] || '').join('\n')).join('\n').toLowerCase();
        }
        await new Promise(done => setTimeout(done));
      }
    }
    textState = 2;
    if (search.value.trim()) filter(true);
  };

  // ---- keys ----
  const openSelected = focus => {
    if (selected < 0) return;
    open(shown[selected]);
    if (focus) panel.focus();
  };
  const step = by => {
    select(selected + by);
    if (opened) openSelected(false);
  };
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inField = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    const inList = event.target === list;
    const page = Math.max(1, Math.floor(list.clientHeight / rowHeight) - 1);
    const act = inField
      ? { Escape: () => list.focus(), Enter: event.target === search ? () => list.focus() : null }[event.key]
      : { '/': () => { search.focus(); search.select(); }, j: () => { list.focus(); step(1); }, k: () => { list.focus(); step(-1); }, Escape: panel.contains(event.target) ? () => list.focus() : null }[event.key]
        || (inList && { ArrowDown: () => step(1), ArrowUp: () => step(-1), PageDown: () => step(page), PageUp: () => step(-page), Home: () => step(-shown.length), End: () => step(shown.length), Enter: () => openSelected(true), ' ': () => openSelected(true) }[event.key]);
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.querySelector('.filters').addEventListener('submit', event => event.preventDefault());
  list.addEventListener('scroll', draw, { passive: true });
  list.addEventListener('click', event => {
    const row = event.target.closest('.row');
    if (!row) return;
    selected = Number(row.id.slice(4));
    draw();
    openSelected(false);
  });
  search.addEventListener('input', () => { if (search.value.trim()) loadTexts(); filter(); });
  bySuite.addEventListener('change', () => { fillFilters(); filter(); });
  for (const select of [byStatus, byTag, byMetric]) select.addEventListener('change', filter);
  addEventListener('resize', draw);

  const start = async () => {
    for (const suite of data.suites) {
      suite.list = await unpack(suite.rows);
      suite.loaded = [];
      suite.list.id.forEach((id, index) => {
        const tags = suite.list.tags[index].map(t => suite.list.tagNames[t]);
        cases.push({ suite, index, id, tags, status: suite.list.status[index], text: (id + '\n' + tags.join('\n')).toLowerCase() });
      });
    }
    if (data.suites.length > 1) {
      const rank = item => item.status & -item.status || 1 << 20;
      cases.sort((a, b) => rank(a) - rank(b));
    }
    fill(bySuite, data.suites.map((s, i) => [String(i), s.suite + ' x ' + s.model]));
    bySuite.parentElement.hidden = data.suites.length < 2;
    fillFilters();
    filter();
    root.classList.add('ready');
  };
  // After the first paint: what matters is markup and stands already.
  requestAnimationFrame(() => setTimeout(start));
})();
