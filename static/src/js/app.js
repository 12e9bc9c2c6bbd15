// Runs on every page: marks it as supported, then starts the GOV.UK components we draw.
// A module, because the policy allows no inline script. Radios and checkboxes are reveal.js's.
// An import must end with a semicolon: Django finds it by that when it writes hashed names.
import { Button, ErrorSummary, FileUpload, NotificationBanner, ServiceNavigation, SkipLink, createAll } from './govuk-frontend.js';
import { forgetAll, forgetOld, notesWaiting } from './kept-drafts.js';
import './reveal.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const component of [Button, ErrorSummary, FileUpload, NotificationBanner, ServiceNavigation, SkipLink]) {
  createAll(component);
}

// A form without an address is sent to the page's own; a place in it (#main-content) would take the focus from the errors.
document.addEventListener('submit', () => {
  if (location.hash) history.replaceState(history.state, '', location.pathname + location.search);
});

// A draft is kept on this device for a day, and not beyond signing out; what is not sent yet goes only when one says so.
const signOut = document.querySelectorAll('form[action$="/logout/"]');
forgetOld(signOut[0]?.dataset.person);
for (const form of signOut) {
  form.addEventListener('submit', event => {
    const waiting = notesWaiting();
    const what = waiting === 1 ? 'A note of evidence on this device is not sent yet and is' : `${waiting} notes of evidence on this device are not sent yet and are`;
    if (waiting && !confirm(`${what} lost when you sign out. Sign out?`)) event.preventDefault();
    else forgetAll();
  });
}
