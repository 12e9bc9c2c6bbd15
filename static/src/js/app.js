// Runs on every page: marks it as supported, then starts the GOV.UK components we draw.
// A module, because the policy allows no inline script. Radios and checkboxes are reveal.js's.
// An import must end with a semicolon: Django finds it by that when it writes hashed names.
import { Button, ErrorSummary, FileUpload, NotificationBanner, ServiceNavigation, SkipLink, createAll } from './govuk-frontend.js';
import { forgetAll, forgetOld } from './kept-drafts.js';
import './reveal.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const component of [Button, ErrorSummary, FileUpload, NotificationBanner, ServiceNavigation, SkipLink]) {
  createAll(component);
}

// A form without an address is sent to the page's own; a place in it (#main-content) would take the focus from the errors.
document.addEventListener('submit', () => {
  if (location.hash) history.replaceState(history.state, '', location.pathname + location.search);
});

// A draft is kept on this device for a day, and not beyond signing out.
forgetOld();
for (const form of document.querySelectorAll('form[action$="/logout/"]')) {
  form.addEventListener('submit', forgetAll);
}
