/* Replaces the server for POST /v1/chat: the test decides when each byte of the stream arrives. */
(() => {
  const realFetch = globalThis.fetch;
  const encoder = new TextEncoder();
  let next = Promise.withResolvers(); // the stream that is open, or the one that will be

  const over = () => { next = Promise.withResolvers(); };

  globalThis.chat = {
    requests: [],
    isAborted: false,
    send: async (text) => (await next.promise).enqueue(encoder.encode(text)),
    sendBytes: async (bytes) => (await next.promise).enqueue(new Uint8Array(bytes)),
    end: async () => { (await next.promise).close(); over(); },
    cut: async () => { (await next.promise).error(new TypeError('network error')); over(); },
  };

  globalThis.fetch = (url, init = {}) => {
    if (!String(url).endsWith('/v1/chat')) return realFetch(url, init);
    chat.requests.push({ headers: init.headers, body: JSON.parse(init.body) });
    const body = new ReadableStream({ start: (stream) => next.resolve(stream), cancel: over });
    init.signal.addEventListener('abort', async () => {
      chat.isAborted = true;
      const stream = await next.promise;
      over();
      stream.error(new DOMException('The user aborted a request.', 'AbortError'));
    });
    const headers = { 'Content-Type': 'text/event-stream', 'X-Request-Id': 'request-0001' };
    return Promise.resolve(new Response(body, { status: 200, headers }));
  };
})();
