// The form for one crime file: answers by key, a note when the answer is no, progress, drafts that save themselves.
// Without this the same form works as one page; nothing here decides anything.
import { forget, forgetOld, keep, kept, whenSignedOut } from './kept-drafts.js';
import { post } from './sending.js';

const PAUSE = 1200; // after the last change, before a draft goes to the server
const RETRY = 10000; // between attempts while the network is gone

const form = document.querySelector('form[data-module="file-review"]');
if (form) start(form);

function start (form) {
  const questions = [...form.querySelectorAll('[data-question]')].map(place => question(place));
  const show = () => { conditions(questions); progress(form, questions); };
  questions.forEach(one => one.show());
  show();
  forgetOld(form.dataset.key.split(':')[0]);
  const drafts = draftsOf(form, () => { questions.forEach(one => one.show()); show(); });
  form.addEventListener('change', () => { questions.forEach(one => one.show()); show(); });
  form.addEventListener('input', drafts.changed);
  form.addEventListener('submit', drafts.submit);
  keys(questions, drafts);
}

// --- one question ----------------------------------------------------------------------------------------
function question (place) {
  const radios = [...place.querySelectorAll('input[type="radio"]')];
  const box = place.querySelector('[data-note]');
  const note = box.querySelector('textarea');
  const needed = box.querySelector('[data-needed]');
  const critical = 'critical' in place.dataset;
  const add = document.createElement('button');
  add.type = 'button';
  add.className = 'peel-link-button peel-add-note';
  add.textContent = 'Add a note';
  const label = document.createElement('span');
  label.className = 'govuk-visually-hidden';
  label.textContent = ` on question ${place.querySelector('legend').textContent.trim().split('.')[0]}`;
  add.append(label);
  box.before(add);
  let wanted = false;
  const answer = () => radios.find(radio => radio.checked)?.value ?? '';
  const show = () => {
    const isNeeded = answer() === 'no' || (critical && answer() !== '');
    const open = wanted || isNeeded || note.value !== '';
    box.hidden = !open;
    add.hidden = open;
    needed.textContent = !isNeeded ? '' : critical ? ' (needed, because the question is critical)' : ' (needed, because the answer is no)';
    return isNeeded;
  };
  add.addEventListener('click', () => { wanted = true; show(); note.focus(); });
  return { place, radios, note, answer, show, key: place.dataset.question, after: place.dataset.after, when: place.dataset.when };
}

// A question that another answer calls for is shown when that question is asked and answered so.
function conditions (questions) {
  const asked = new Map();
  for (const one of questions) {
    const calls = !one.after || asked.get(one.after)?.answer() === one.when;
    if (calls) asked.set(one.key, one);
    one.place.hidden = !calls;
  }
}

function progress (form, questions) {
  const asked = questions.filter(one => !one.place.hidden);
  const answered = asked.filter(one => one.answer());
  write(form.querySelector('[data-answered]'), answered.length);
  write(form.querySelector('[data-asked]'), asked.length);
  for (const section of form.querySelectorAll('.peel-section')) {
    const here = list => list.filter(one => section.contains(one.place)).length;
    write(section.querySelector('[data-answered-in]'), here(answered));
    write(section.querySelector('[data-asked-in]'), here(asked));
  }
}

function write (place, value) {
  if (place && place.textContent !== String(value)) place.textContent = value;
}

// --- keys ------------------------------------------------------------------------------------------------
// 1 to 4 answer the question that has the focus, or the one after the last answered when nothing has it.
// A digit typed in a box is a digit. The keys can be switched off (WCAG 2.1.4).
function keys (questions, drafts) {
  const off = switchFor();
  document.addEventListener('keydown', event => {
    if (off() || event.ctrlKey || event.altKey || event.metaKey || !/^[1-4]$/.test(event.key)) return;
    const focused = document.activeElement;
    if (focused.matches('textarea, select, input:not([type="radio"])')) return;
    const one = questions.find(one => one.place.contains(focused)) ??
      (focused === document.body ? questions.find(one => !one.place.hidden && !one.answer()) : null);
    const radio = one?.radios.find(radio => radio.dataset.key === event.key);
    if (!radio) return;
    event.preventDefault();
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event('change', { bubbles: true }));
    drafts.changed();
    if (one.show() && !one.note.value) one.note.focus();
    else goOn(questions, one);
  });
}

function goOn (questions, one) {
  const next = questions.slice(questions.indexOf(one) + 1).find(later => !later.place.hidden);
  if (!next) return;
  const target = next.radios.find(radio => radio.checked) ?? next.radios[0];
  target.focus({ preventScroll: true });
  next.place.scrollIntoView({ block: 'nearest' });
}

function switchFor () {
  const bar = document.querySelector('.peel-sticky__words');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'peel-link-button peel-keys';
  let off = false;
  const show = () => {
    button.textContent = `Keys 1 to 4 answer: ${off ? 'off' : 'on'}`;
    button.setAttribute('aria-pressed', String(!off));
  };
  button.addEventListener('click', () => { off = !off; show(); });
  show();
  bar.append(' ', button);
  return () => off;
}

// --- drafts ----------------------------------------------------------------------------------------------
function draftsOf (form, redraw) {
  const state = form.querySelector('[data-state]');
  const version = form.elements.namedItem('version');
  const key = form.dataset.key;
  const tab = form.elements.namedItem('tab');
  tab.value ||= Math.random().toString(36).slice(2);
  const say = words => { if (state.textContent !== words) state.textContent = words; };
  let timer = 0;
  let changes = 0; // counted up by every change: what is sent is done with only when nothing came after it
  let sent = 0;
  let sending = null;
  let refused = false;
  let signedOut = false;
  let gone = false; // the page is on its way elsewhere

  function changed () {
    changes += 1;
    if (refused) return;
    clearTimeout(timer);
    timer = setTimeout(() => send(), PAUSE);
  }

  // One request at a time; a draft is sent once, and again only with something new.
  function send (leaving = false) {
    clearTimeout(timer);
    sending ??= attempt(leaving).finally(() => { sending = null; });
    return sending;
  }

  async function attempt (leaving) {
    while (sent < changes && !refused) {
      const upTo = changes;
      const answer = await post(form.dataset.draft, new URLSearchParams(new FormData(form)), leaving);
      if (answer.gone) return away(answer.gone);
      if (answer.status === 200) {
        version.value = answer.body.version;
        sent = upTo;
        forget(key);
        say([`Draft saved ${answer.body.saved}.`, ...answer.body.warnings.map(words => `${words}.`)].join(' '));
      } else if (answer.status === 422) {
        sent = upTo;
        say(`Not saved: ${answer.body.errors.join('. ')}.`);
      } else {
        refused = true;
        say('This file was saved, or given to somebody, elsewhere. What you have here is not lost: press “Save draft” to see it beside what was saved.');
      }
    }
  }

  function away (why) {
    const held = !signedOut && keep(key, fields(form));
    const where = held ? 'Kept on this device, not sent yet' : 'Not sent yet, and not kept by this browser: leave the page open';
    say(where + why);
    clearTimeout(timer);
    timer = setTimeout(() => send(), RETRY);
  }

  // The form's own submit is let through once, when everything is sent; with the network gone the page stays.
  function submit (event) {
    if (refused || (sent === changes && navigator.onLine && !gone)) {
      gone = true;
      return;
    }
    event.preventDefault();
    if (gone) return;
    if (sent === changes) return away('.');
    const button = event.submitter;
    send().then(() => {
      if (sent === changes || refused) form.requestSubmit(button);
    });
  }

  function restore () {
    const held = kept(key);
    if (!held) return;
    if ('typed' in form.dataset) return forget(key); // the page came back with what was typed, newer than what is kept
    put(form, held);
    redraw();
    form.dispatchEvent(new Event('change'));
    changes += 1;
    send();
  }

  window.addEventListener('online', () => { if (sent < changes) send(); });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && sent < changes) send(true);
  });
  window.addEventListener('pageshow', () => { gone = false; });
  whenSignedOut(() => { signedOut = true; });
  restore();
  return { changed, submit };
}

// The token of the session is not kept: the page that takes the draft up has its own.
function fields (form) {
  return [...new FormData(form)].filter(([name]) => name !== 'csrfmiddlewaretoken');
}

// The version is put back too: if the file was saved elsewhere meanwhile, the server says so instead of overwriting.
function put (form, held) {
  for (const [name, value] of held) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
}
