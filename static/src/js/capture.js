// Catches notes of evidence on a phone: each is kept on this device until the server has it, and sent again when the
// network is back. A note goes with the key its form was made with: however often it is sent, it is one item.
// Without this the same form works as one page; nothing here decides anything.
import { forget, forgetOld, keep, kept, keptUnder, whenSignedOut } from './kept-drafts.js';
import { post } from './sending.js';

const RETRY = 10000; // between attempts while the network is gone
const PICTURE = 'had-picture'; // a browser keeps what was typed; a picture is held only while the page is open
const FIRST = 'Save what is in the form first, its words and its photograph, then mend the other note.';
const notes = new Map(); // what the server has not taken yet, by key: its fields, its picture, whether it was refused
let sending = false;
let signedOut = false;
let timer = 0;
let mended = ''; // the key of the refused note that is in the form: it stays on this device until it is held again

if (form()) begin();

function begin () {
  const mine = `${form().dataset.key}:`;
  forgetOld(mine.split(':')[0]);
  for (const name of keptUnder(mine)) {
    notes.set(name.slice(mine.length), { fields: kept(name), picture: null, refused: false });
  }
  document.addEventListener('submit', event => {
    if (event.target === form()) submit(event);
  });
  window.addEventListener('online', send);
  whenSignedOut(() => { signedOut = true; clearTimeout(timer); });
  show();
  send();
}

function form () {
  return document.querySelector('form[data-module="capture"]');
}

function field (name) {
  return form().elements.namedItem(name);
}

// An empty note is sent as the plain form, whose page says what is missing; a photograph would be lost on the way.
function submit (event) {
  const hasWords = field('text').value.trim(), picture = field('photo').files[0] ?? null;
  if (signedOut || (!hasWords && !picture)) return;
  event.preventDefault();
  if (!hasWords) {
    say('Not saved yet: write what you saw, heard or read. The photograph stays in the form.');
    field('text').focus();
    return;
  }
  // the token of the session is not kept: the page that sends the note has its own
  const fields = [...new FormData(form())].filter(([name]) => !['csrfmiddlewaretoken', 'photo'].includes(name));
  if (picture) fields.push([PICTURE, '1']);
  const key = field('key').value;
  hold(key, { fields, picture, refused: false });
  if (mended && mended !== key) drop(mended);
  mended = '';
  clear();
  field('text').focus();
  send();
}

function hold (key, note) {
  note.isKept = keep(`${form().dataset.key}:${key}`, note.fields);
  notes.set(key, note);
  show();
}

function drop (key) {
  notes.delete(key);
  forget(`${form().dataset.key}:${key}`);
}

function isEmpty () {
  return !field('text').value.trim() && !field('photo').files.length;
}

// Makes room for the next note: another key; question, kind and marking stay as they were chosen.
function clear () {
  field('key').value = uuid();
  field('text').value = '';
  field('weight').value = form().dataset.weight;
  field('photo').value = '';
  document.title = document.title.replace(/^Error: /, '');
  field('keep_identifiers')?.closest('.govuk-form-group').remove();
  for (const place of document.querySelectorAll('main .govuk-error-summary, main .govuk-error-message, main [data-lost]')) place.remove();
  for (const place of document.querySelectorAll('main [class*="--error"]')) {
    place.classList.remove(...[...place.classList].filter(name => name.endsWith('--error')));
  }
}

// One note after the other; the first that does not arrive stops the rest until later.
async function send () {
  clearTimeout(timer);
  if (sending || signedOut) return;
  sending = true;
  let gone = '';
  for (const [key, note] of [...notes]) {
    if (note.refused) continue;
    const answer = await post(location.href, data(note));
    if (signedOut) break;
    gone = answer.gone ?? '';
    if (gone) break;
    if (answer.status === 200) taken(key, note, answer.body);
    else refused(key, note, answer.status === 422 ? answer.body : '');
  }
  sending = false;
  if (gone) {
    const isKept = [...notes.values()].every(note => note.isKept !== false);
    say((isKept ? 'Kept on this device, not sent yet' : 'Not sent yet, and not kept by this browser: leave the page open') + gone);
    timer = setTimeout(send, RETRY);
  } else if ([...notes.values()].some(note => !note.refused)) {
    send(); // written while the others were sent
  }
  show();
}

function data (note) {
  const body = new FormData();
  for (const [name, value] of note.fields) body.append(name, value);
  body.append('csrfmiddlewaretoken', field('csrfmiddlewaretoken').value);
  if (note.picture) body.append('photo', note.picture);
  return body;
}

function taken (key, note, { reference, address }) {
  drop(key);
  const link = document.createElement('a');
  link.className = 'govuk-link';
  link.href = address;
  link.textContent = reference;
  const isLost = !note.picture && note.fields.some(([name]) => name === PICTURE);
  document.querySelector('[data-state]').replaceChildren('Saved as ', link, isLost ? '. Its photograph was not kept by the browser: add it there.' : '.');
}

// What the server does not take as it is comes back into the form with the reasons, unless another note is begun there.
function refused (key, note, page) {
  Object.assign(note, { refused: true, page });
  if (!page) say('Kept on this device: the server did not take it. Reload this page.');
  else if (isEmpty()) mend(key);
  else say(`A note is not saved yet: something in it is to be mended. ${FIRST}`);
}

function mend (key) {
  const { page, picture } = notes.get(key);
  notes.delete(key);
  mended = key;
  const drawn = new DOMParser().parseFromString(page, 'text/html');
  document.querySelector('main').replaceWith(document.importNode(drawn.querySelector('main'), true));
  document.title = drawn.title;
  if (picture) {
    const files = new DataTransfer();
    files.items.add(picture);
    field('photo').files = files.files;
    document.querySelector('main [data-lost]')?.remove();
  }
  const summary = document.querySelector('main .govuk-error-summary');
  summary?.setAttribute('tabindex', '-1');
  summary?.focus();
  show();
}

function say (words) {
  const place = document.querySelector('[data-state]');
  if (place.textContent !== words) place.textContent = words;
}

// The notes that wait, each by its first words; one that was refused can be put back into an empty form. Those of other
// inspections are counted.
function show () {
  const list = document.querySelector('[data-waiting] ul');
  list.replaceChildren(...[...notes].map(([key, note]) => line(key, note)), ...elsewhere());
  list.parentElement.hidden = !list.children.length;
}

function elsewhere () {
  const [person, , here] = form().dataset.key.split(':');
  const counts = new Map();
  for (const name of keptUnder(`${person}:capture:`)) {
    const inspection = name.split(':')[2];
    if (inspection !== here) counts.set(inspection, (counts.get(inspection) ?? 0) + 1);
  }
  return [...counts].map(([inspection, count]) => {
    const item = document.createElement('li');
    item.className = 'peel-work__item';
    const link = document.createElement('a');
    link.className = 'govuk-link';
    link.href = location.pathname.replace(here, inspection);
    link.textContent = `${count} of inspection ${inspection}`;
    item.append(link, ': open its page to send them');
    return item;
  });
}

function line (key, note) {
  const item = document.createElement('li');
  item.className = 'peel-work__item peel-break';
  const text = note.fields.find(([name]) => name === 'text')[1];
  item.append(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  if (note.page) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'peel-link-button';
    button.textContent = 'Mend this note';
    button.addEventListener('click', () => {
      if (isEmpty()) mend(key);
      else say(FIRST);
    });
    item.append(' ', button);
  }
  return item;
}

// Browsers have randomUUID only where the connection is secure.
function uuid () {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
