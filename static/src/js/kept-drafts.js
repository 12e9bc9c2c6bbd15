// Drafts of a form that could not be sent, kept in this browser: one person's, for a day, gone at sign-out. A note of
// evidence is nowhere else: it stays until it is sent, and whoever signs out is asked first.
// What is kept is what somebody typed; the pages it comes from never carry a crime reference.
const PREFIX = 'peel-draft:';
const DAY = 24 * 60 * 60 * 1000;
const NOTE = new RegExp(`^${PREFIX}\\d+:capture:`);
const tabs = new BroadcastChannel('peel-sign-out');

export function keep (key, fields) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), fields }));
    return true;
  } catch {
    return false; // storage is full, or shut off
  }
}

export function kept (key) {
  return read(PREFIX + key)?.fields ?? null;
}

// The keys of what is kept under a beginning, the oldest first.
export function keptUnder (start) {
  const found = names().filter(name => name.startsWith(PREFIX + start));
  return found.sort((one, other) => (read(one)?.at ?? 0) - (read(other)?.at ?? 0)).map(name => name.slice(PREFIX.length));
}

export function forget (key) {
  if (names().includes(PREFIX + key)) localStorage.removeItem(PREFIX + key);
}

export function notesWaiting () {
  return names().filter(name => NOTE.test(name)).length;
}

// At sign-out; pages open in other tabs are told, so that they keep nothing either.
export function forgetAll () {
  for (const name of names()) localStorage.removeItem(name);
  tabs.postMessage('');
}

export function whenSignedOut (then) {
  tabs.addEventListener('message', then);
}

// The key begins with the person: whoever signs in next on this device finds nothing.
export function forgetOld (person) {
  for (const name of names()) {
    const held = read(name);
    const theirs = !person || name.startsWith(`${PREFIX}${person}:`);
    if (!held || !theirs || (Date.now() - held.at > DAY && !NOTE.test(name))) localStorage.removeItem(name);
  }
}

function names () {
  try {
    return Object.keys(localStorage).filter(name => name.startsWith(PREFIX));
  } catch {
    return []; // the browser allows no storage
  }
}

function read (name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}
