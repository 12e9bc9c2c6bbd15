// Follows a job: <div data-module="progress" data-url="…json" data-next="…"> around a <progress> and a [data-status].
// The url answers {done, total, status, finished}. Without JavaScript the page itself is loaded again by hand.
const PAUSE = 1500;

for (const place of document.querySelectorAll('[data-module="progress"]')) {
  follow(place);
}

async function follow(place) {
  const answer = await ask(place.dataset.url);
  if (answer) show(place, answer);
  if (answer?.finished) {
    window.location.assign(place.dataset.next);
    return;
  }
  setTimeout(follow, PAUSE, place);
}

async function ask(url) {
  try {
    const response = await fetch(url, { headers: { Accept: 'application/json' } });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // the network is away for a moment: ask again
  }
}

function show(place, { done, total, status }) {
  const bar = place.querySelector('progress');
  const words = place.querySelector('[data-status]');
  if (total) {
    bar.max = total;
    bar.value = done;
  } else {
    bar.removeAttribute('value');
  }
  if (status && words.textContent !== status) words.textContent = status;
}
