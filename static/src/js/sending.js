// Sends what a form holds. `gone` says in words why it did not arrive; else the answer's status and body.
export async function post (address, body, leaving = false) {
  const keepalive = leaving && String(body).length < 60000; // what a browser still sends for a page that is going
  try {
    const response = await fetch(address, { method: 'POST', body, keepalive, headers: { Accept: 'application/json' } });
    if (response.redirected) return { gone: ': you are signed out. Reload this page to sign in; it is sent then.' };
    if (response.status === 403) return { gone: ': reload this page to send it.' };
    if (response.status >= 500) return { gone: '.' };
    const isJson = (response.headers.get('Content-Type') ?? '').startsWith('application/json');
    return { status: response.status, body: isJson ? await response.json() : await response.text() };
  } catch {
    return { gone: '.' };
  }
}
