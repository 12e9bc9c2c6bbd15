// Shows the fields under a radio or checkbox while it is chosen.
// GOV.UK's own module sets aria-expanded, which neither of them may have.
const inputs = [...document.querySelectorAll('input[data-aria-controls]')];

for (const input of inputs) {
  input.setAttribute('aria-controls', input.dataset.ariaControls);
}

function show() {
  for (const input of inputs) {
    const hidden = `govuk-${input.type === 'radio' ? 'radios' : 'checkboxes'}__conditional--hidden`;
    document.getElementById(input.dataset.ariaControls).classList.toggle(hidden, !input.checked);
  }
}

document.addEventListener('change', show);
window.addEventListener('pageshow', show); // the browser restores choices when going back
show();
