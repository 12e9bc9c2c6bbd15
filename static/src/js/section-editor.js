// The editor of a report's section: what is typed is kept on the server as a draft, and numbers are put in where the
// cursor is. Without this the same form works; nothing here decides anything.
import { forget, forgetOld, keep, kept, whenSignedOut } from './kept-drafts.js';
import { post } from './sending.js';

const PAUSE = 1500; // after the last change, before a draft goes to the server
const RETRY = 10000; // between attempts while the network is gone

const form = document.querySelector('form[data-draft]');
if (form) start(form);

function start (form) {
  forgetOld(form.dataset.key.split(':')[0]);
  const drafts = draftsOf(form);
  form.addEventListener('input', drafts.changed);
  form.addEventListener('submit', drafts.leave);
  offerFields(form.elements.namedItem('text'), drafts.changed);
}

// --- drafts ----------------------------------------------------------------------------------------------
function draftsOf (form) {
  const state = document.querySelector('[data-state]');
  const [number, tab] = ['number', 'tab'].map(name => form.elements.namedItem(name));
  const key = form.dataset.key;
  tab.value ||= Math.random().toString(36).slice(2);
  const say = words => { if (state.textContent !== words) state.textContent = words; };
  let timer = 0;
  let changes = 0; // counted up by every change: what is kept is done with only when nothing came after it
  let sent = 0;
  let sending = null;
  let refused = false;
  let signedOut = false;
  let leaving = false;

  function changed () {
    changes += 1;
    wait(PAUSE);
  }

  function wait (time) {
    clearTimeout(timer);
    if (!refused) timer = setTimeout(send, time);
  }

  // One request at a time.
  function send () {
    sending ??= attempt().finally(() => { sending = null; });
    return sending;
  }

  async function attempt () {
    while (sent < changes && !refused && !leaving) {
      const upTo = changes;
      const answer = await post(form.dataset.draft, new URLSearchParams(new FormData(form)), document.visibilityState === 'hidden');
      if (answer.gone) return away(answer.gone);
      if (answer.status === 200) {
        number.value = answer.body.number;
        sent = upTo;
        forget(key);
        say(`Draft kept ${answer.body.kept}; it is not saved yet.` +
          (answer.body.overtaken ? ' Somebody saved this section meanwhile: saving shows you what changed.' : ''));
      } else if (answer.status === 422) {
        sent = upTo;
        say(`Draft not kept: ${answer.body.errors.join(' ')}`);
      } else {
        refused = true;
        say(`${(answer.body.errors ?? ['The draft is not kept.']).join(' ')} Drafts from this window are not kept any more; “Save” still saves what you see.`);
      }
    }
  }

  function away (why) {
    const held = !signedOut && keep(key, fields(form));
    say((held ? 'Kept on this device, not sent yet' : 'Not sent yet, and not kept by this browser: leave the page open') + why);
    wait(RETRY);
  }

  // What is on its way arrives first: a draft that came after the save would stand in its place. Without a network the
  // page stays.
  function leave (event) {
    clearTimeout(timer);
    if (!sending && navigator.onLine) {
      leaving = true;
      return forget(key);
    }
    event.preventDefault();
    if (!sending) return away('.');
    const button = event.submitter;
    leaving = true;
    sending.then(() => {
      leaving = false;
      form.requestSubmit(button);
    });
  }

  function restore () {
    const held = kept(key);
    if (!held) return;
    if ('typed' in form.dataset) return forget(key); // the page came back with what was typed, newer than what is kept
    for (const [name, value] of held) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    changes += 1;
    send();
  }

  window.addEventListener('online', () => { if (sent < changes) send(); });
  window.addEventListener('pageshow', () => { leaving = false; });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && sent < changes && !leaving) send();
  });
  whenSignedOut(() => { signedOut = true; });
  restore();
  return { changed, leave };
}

// The token of the session is not kept: the page that takes the draft up has its own.
function fields (form) {
  return [...new FormData(form)].filter(([name]) => name !== 'csrfmiddlewaretoken');
}

// --- numbers to insert -----------------------------------------------------------------------------------
async function offerFields (text, changed) {
  const place = document.querySelector('[data-fields]');
  let page;
  try {
    const response = await fetch(place.dataset.fields);
    if (!response.ok || response.redirected) return;
    page = new DOMParser().parseFromString(await response.text(), 'text/html');
  } catch {
    return; // the link to the same list is there
  }
  const list = place.querySelector('[data-fields-list]');
  for (const table of page.querySelectorAll('#fields table')) {
    list.append(group(table, text, changed));
  }
  place.hidden = !list.children.length;
}

function group (table, text, changed) {
  const details = element('details', 'govuk-details peel-more');
  const summary = element('summary', 'govuk-details__summary');
  summary.append(element('span', 'govuk-details__summary-text', table.caption.textContent.trim()));
  const items = element('ul', 'govuk-list govuk-details__text');
  for (const row of table.tBodies[0].rows) {
    const field = row.querySelector('[data-field]').textContent;
    const button = element('button', 'peel-link-button', field);
    button.type = 'button';
    button.addEventListener('click', () => { insert(text, field); changed(); });
    const item = element('li');
    item.append(button, ` ${row.cells[1].textContent.trim()}`);
    items.append(item);
  }
  details.append(summary, items);
  return details;
}

function insert (text, field) {
  text.focus();
  text.setRangeText(field, text.selectionStart, text.selectionEnd, 'end');
}

function element (name, classes = '', words = '') {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  made.textContent = words;
  return made;
}
