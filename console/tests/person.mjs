// Somebody at the console: a browser context that is logged in by the link that `./run` prints. All that the browser is sent is kept, and what must never happen in any story is
// judged at its end: a request to another host, an error of the page, a breach of the content policy.
import AxeBuilder from "./axe.mjs";

export async function personOf(browser, node, id, { width = 1440, height = 900, theme = "light", language = "en", path = "/" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: language === "ja" ? "ja-JP" : "en-NZ", timezoneId: "Pacific/Auckland", reducedMotion: "reduce" });
  const page = await context.newPage();
  const trouble = [];
  const traffic = []; // { url, status, headers, asked, body }; of an event stream one each event
  const reading = [];
  page.on("pageerror", (error) => trouble.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    // The browser writes every refused request there; a story looks at those itself.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) trouble.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "blob:" && url.protocol !== "data:" && url.origin !== node.url) trouble.push(`a request to another host: ${request.url()}`);
  });
  page.on("response", (response) =>
    reading.push(
      // A stream of events has no end that could be waited for.
      (response.request().resourceType() === "eventsource" || response.headers()["content-type"]?.startsWith("text/event-stream") ? Promise.resolve(Buffer.alloc(0)) : response.body())
        .catch(() => Buffer.alloc(0)) // no body: a redirect, 204
        .then((body) => traffic.push({ url: response.url(), status: response.status(), headers: response.headers(), asked: response.request().postData() ?? "", body: body.toString("utf8") })),
    ),
  );
  // Of an event stream that is still open each event by itself.
  const wire = await context.newCDPSession(page);
  const streams = new Map();
  wire.on("Network.requestWillBeSent", ({ requestId, request }) => streams.set(requestId, request.url));
  wire.on("Network.eventSourceMessageReceived", ({ requestId, eventName, eventId, data }) => traffic.push({ url: streams.get(requestId) ?? "stream", event: eventName, headers: { "last-event-id": eventId }, asked: "", body: data }));
  await wire.send("Network.enable");
  // Until nothing that the page asked for is under way, for a while, and no grey bars stand in an answer's place: what an answer brings about is asked for at once.
  const under = new Set();
  let last = Date.now();
  const ended = (request) => {
    under.delete(request);
    last = Date.now();
  };
  page.on("request", (request) => request.resourceType() !== "eventsource" && under.add(request));
  page.on("requestfinished", ended);
  page.on("requestfailed", ended);
  const quiet = async () => {
    for (const end = Date.now() + 15_000; Date.now() < end; ) {
      await page.evaluate(() => new Promise((fulfil) => requestAnimationFrame(() => setTimeout(fulfil, 40)))).catch(() => {}); // a page that is going away
      if (under.size === 0 && Date.now() - last > 120 && (await page.locator(".skeleton").count().catch(() => 1)) === 0) return;
    }
    if (under.size) throw new Error(`still under way after 15 s: ${[...under].map((one) => one.url()).join(" ")}`);
  };
  page.setDefaultTimeout(15_000);
  if (id) {
    const link = id === "operator" ? node.operator.link : node.people[id]?.link;
    if (!link) throw new Error(`no log-in link for ${id}`);
    await page.goto(link);
    await page.getByRole("navigation").first().waitFor();
    if (path !== "/") await page.goto(node.url + path);
  } else await page.goto(node.url + path);
  return {
    id: id ?? "nobody",
    page,
    context,
    trouble,
    traffic,
    settled: () => Promise.all(reading),
    quiet,
    go: (to) => page.goto(node.url + to),
    // By the page's own session, as its scripts ask.
    api: (method, to, body) =>
      page.evaluate(
        async ([method, to, body]) => {
          const session = await (await fetch("/api/v1/session")).json();
          const answer = await fetch(to, { method, headers: { "Comity-CSRF": session.csrf ?? "", ...(body ? { "Content-Type": "application/json" } : {}) }, body: body && JSON.stringify(body) });
          return { status: answer.status, body: await answer.json().catch(() => undefined) };
        },
        [method, to, body],
      ),
    axe: () => new AxeBuilder(page).serious(),
    judge() {
      if (trouble.length) throw new Error(`what must not happen happened:\n  ${trouble.join("\n  ")}`);
    },
  };
}
